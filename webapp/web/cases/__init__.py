"""The pages of a case: opening one, finding one, looking at one."""
