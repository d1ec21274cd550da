"""Sets letters. Must not know the database or the web."""
