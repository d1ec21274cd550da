"""Sets letters: words with their places filled, one sheet of data, one PDF. Must not know the database or the web."""
