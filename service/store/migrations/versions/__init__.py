"""The migrations in their order; each knows the one before."""
