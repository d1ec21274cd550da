"""Keys, seals, passwords and chains. Must not know cases, the database or the web."""
