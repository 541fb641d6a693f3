"""Systems of providers that are registered here, whatever they may do: to find, switch and list them."""
