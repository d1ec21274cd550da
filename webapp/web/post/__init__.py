"""The post room: what has left the house."""
