"""What a supervisor does to running instances by hand: each act with its reason, tried first, in batches."""
