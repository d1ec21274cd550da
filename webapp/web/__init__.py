"""The edge: Flask lives here. May ask verbs and store.reads, never the engine or the rest of the store."""
