"""The rules on incidents, TPDMS-2210 section 4. Must not know how a case runs."""
