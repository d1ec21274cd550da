"""The verbs about operators, their services and grants. Must not know the engine or the web."""
