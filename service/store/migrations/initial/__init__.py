"""The tables of the first release, as they were then."""
