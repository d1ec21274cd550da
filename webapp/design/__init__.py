"""The process owner's verbs: save, check, submit, approve, publish a draft. Must not know the web."""
