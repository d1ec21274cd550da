"""The published rules as pure functions with citations. Standard library only; must not know the application."""
