"""The records of the body itself: evidence, procedures, other business, misuse of the name, notices. Must not know casework."""
