"""The Access file of a submission: a copy of the official empty one, filled, read back by another program and compared.

Words of Access that stay in this package, and what they mean:

page              4096 bytes; a file is whole pages, numbered from 0
table definition  the page or pages that say a table's columns, its number of rows, and where its pages are listed
usage map         a list of pages as bits: those a table owns, those of it with room, those of the file that are free
catalogue         the table MSysObjects, which names every other
template          the empty file that is filled; the official one of a provider, or the shipped blank, for a preview

Nothing is known to write these files on every system without a Java machine, so `writer` does it: it appends pages
of rows to the tables of a template, and changes nothing else in it. docs/accdb.md has the layout and its sources.
"""
