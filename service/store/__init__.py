"""The database: connections, the one commit, locks, migrations. Knows rows, not people and not processes."""
