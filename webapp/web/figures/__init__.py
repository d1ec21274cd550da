"""The figures of a process, and the reports that are made public of them. Must not know how they are counted."""
