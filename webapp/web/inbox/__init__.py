"""The page of staff: what waits for me, and the task at hand."""
