"""Group sessions: a month's list of them, and the form by which one is recorded, corrected or struck out."""
