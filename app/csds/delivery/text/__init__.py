"""The text files that stand beside a file of a submission."""
