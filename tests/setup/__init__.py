"""Setting up and bringing up: the ./run script, supervision, the embedded Valkey, the command line."""
