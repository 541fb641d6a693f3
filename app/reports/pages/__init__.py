"""The dashboard: what a released table becomes on a page. Everything here is made of released figures alone."""
