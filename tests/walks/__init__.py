"""Walks from end to end: over HTTP, with real processes, as people and workers would."""
