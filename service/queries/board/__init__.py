"""What runs, for those who supervise it: the list of a million runs, their counts by element, one in full."""
