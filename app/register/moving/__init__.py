"""The page by which a visit recorded on the wrong child is moved to the right one."""
