"""The cards of the measures, by lens, and the parts that they share."""
