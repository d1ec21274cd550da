"""The history of the tables, applied by `webapp.store.migrate`. A released revision never changes again."""
