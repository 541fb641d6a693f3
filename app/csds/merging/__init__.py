"""Merging: the host system's file and what was recorded here become the whole return of a provider."""
