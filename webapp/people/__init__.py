"""The verbs about people: sign in, add, disable, record an absence. Must not know cases or the web."""
