"""Reads for people: what one may see, and nothing else; the visibility rule stands in the SQL."""
