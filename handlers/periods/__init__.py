"""The rules that compute periods. Each works for any date, before an edition too."""
