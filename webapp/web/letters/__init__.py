"""The letter workbench: the letters of the cases that a person may read, each with its papers and what became of it."""
