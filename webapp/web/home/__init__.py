"""The first page, and what belongs to no user: health, icon, language."""
