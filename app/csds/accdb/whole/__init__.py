"""A file is there whole, or it is not there: the way of a built file to its final name."""
