"""Rows, the unit of work, migrations and the frozen pages that the web reads.

The only room that imports SQLAlchemy; must not know the engine or the web."""
