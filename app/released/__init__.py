"""Counts as they may be seen: the released table, the only form in which a count leaves.

`reports` makes it, by disclosure control; pages, downloads and FHIR render it, and can render nothing else.
"""
