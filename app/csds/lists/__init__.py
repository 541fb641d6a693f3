"""Lists that a provider loads from its own copies, so that rules which need them are checked."""
