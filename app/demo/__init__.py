"""The demonstration clinic: a made-up community paediatric service, recorded through the same rules as a real one."""
