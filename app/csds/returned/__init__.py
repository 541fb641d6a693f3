"""What comes back after a submission was sent: SDCS Cloud's validation and data quality files, and extracts."""
