"""Keeps what lies beside a file under a name of its own, for when the file is built anew."""
