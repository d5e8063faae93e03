"""Stepping in: what a supervisor does to running instances by hand, one at a time or in batches."""
