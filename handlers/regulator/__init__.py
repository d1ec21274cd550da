"""Rules on what the regulator asks of the body and orders it to do. A rule per file."""
