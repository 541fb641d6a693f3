"""An edition of SNOMED CT, indexed for reading: names, hierarchy, reference sets, history, and search.

Everything is columns of numbers (`arrays.py`) that lie in files, are mapped into memory when used, and are shared by
all processes of a machine. A concept's *place* is its index among the concepts in order of identifier; a term's
*number* is its place in the order in which terms are shown to someone who searches.
"""
