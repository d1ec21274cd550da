"""The verbs of casework, one file each. Must not know the web."""
