"""Breaking things on purpose: each promise of what the service survives, checked by breaking it."""
