"""create_app(): the only place where all parts meet."""
