"""Runs a bundle's diagram: snapshot in, Advance out. The only room that imports SpiffWorkflow; must not know the database, the web or the functions behind the rules."""
