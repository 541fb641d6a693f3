"""What a build leaves: the file, its checksum and manifest, and the same rows as text files for local use."""
