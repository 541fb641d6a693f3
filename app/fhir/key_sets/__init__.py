"""The key sets that providers' systems publish, fetched from their address and known for some minutes."""
