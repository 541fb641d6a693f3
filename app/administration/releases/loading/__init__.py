"""To load a release: from its package to an index that every process can open, and an entry among the releases."""
