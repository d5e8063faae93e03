"""The staff desk in a real browser, as people use it."""
