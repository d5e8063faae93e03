"""The process files themselves: their scenarios, clauses, names, tables and drawings."""
