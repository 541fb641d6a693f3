"""Releases of SNOMED CT: to load, look at, use and leave them, and to group the members they bring."""
