"""One mapper per resource, both ways: what a received resource says in the core's words, and a record as a resource."""
