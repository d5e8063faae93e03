"""Rules worth saying twice: what every file of ours must keep to, checked by reading the files."""
