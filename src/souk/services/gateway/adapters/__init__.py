"""How the gateway reaches the houses."""
