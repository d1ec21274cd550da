"""Reads a process folder into the dataclasses of model. Must not know the engine, the database or the web."""
