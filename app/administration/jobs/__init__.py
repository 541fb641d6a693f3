"""The worker, which does the long work that somebody asked for."""
