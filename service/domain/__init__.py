"""Mapped rows with their verbs, and plain rules; no session, no clock, no I/O."""
