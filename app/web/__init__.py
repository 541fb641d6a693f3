"""Furniture every page shares: sign-in, the guard at every route, layout, error pages, headers, static files."""
