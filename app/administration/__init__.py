"""Accounts, the reference set in use, the audit trail, and the commands an operator runs."""
