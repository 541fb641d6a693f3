"""The checks of a submission before it is sent: every rule of its specification as SQL over the rows of a workspace."""
