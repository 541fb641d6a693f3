"""Which cells of a release are hidden, so that none can be worked out from the others."""
