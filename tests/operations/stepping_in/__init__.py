"""Tests of stepping in by hand."""
