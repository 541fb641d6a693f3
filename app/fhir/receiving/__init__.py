"""How received resources are recorded: which resource each is about, what it says, and all of it as one unit."""
