"""Which problems of a submission are gone in a later one, and who amended their records in between."""
