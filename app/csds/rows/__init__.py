"""The rows of a submission from what was recorded: pure, a child at a time."""
