"""The rules on applications, TPDMS-2210 section 3. Must not know how a case runs."""
