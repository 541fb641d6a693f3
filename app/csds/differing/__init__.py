"""What is different between two files of a period, such as its primary and its refresh."""
