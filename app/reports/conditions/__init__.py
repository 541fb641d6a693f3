"""The installation's own broad conditions: what it counts beside those of the product, and since when."""
