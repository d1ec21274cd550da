"""The command line. Imports app inside its commands only, so that `nintei rule` starts without a database."""
