"""Providers' systems that may call the API: to register, change, disable and enable one."""
