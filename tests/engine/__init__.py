"""Tests of the engine runtime: every step is taken on bytes, as in real life."""
