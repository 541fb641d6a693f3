"""Who may do what, and the trace each act leaves: people, permissions, passwords, sessions, audit."""
