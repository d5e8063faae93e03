"""The database: connections, the one commit, finders, migrations. Knows rows, not people and not processes."""
