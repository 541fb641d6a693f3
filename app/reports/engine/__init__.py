"""Counting over the analytics copy with DuckDB, to the same meaning as the definition."""
