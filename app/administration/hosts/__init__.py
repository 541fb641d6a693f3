"""Hosts, providers' own records that open the form: to register, change, disable and enable one."""
