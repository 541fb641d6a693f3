"""The pages by which a child is found, registered, corrected, referred and merged, and the child's own page."""
