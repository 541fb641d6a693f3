"""Counts that can be acted on and give no child away.

Encounters of all organisations are derived into an analytics copy (`copy/`), keyed by the pseudonym of the child; two
engines count measures over it with one meaning (`definition` in plain Python, `engine` over Parquet); disclosure
control (`disclosure`) is the one way out, into `app.released`; pages and downloads render that and nothing else.

Words: a *measure* says what is counted, as a card; a *cube* holds raw counts of a measure and cannot be shown; a
*release* is what became of all cubes of a period, once.
"""
