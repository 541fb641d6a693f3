"""The analytics copy: what is known of the children of all organisations, without names, as files to count over.

`deriving` says which rows a child's record makes (`app.reports.observed`), `engine_visits` finds them of many records
together; `writer` writes them, a generation of files at each refresh; `reader` shows the current rows of all
generations as tables; `places` says what area an address or a practice lies in.
"""
