"""Users, roles, absences, sessions and sign-in: verbs. Must not know cases, processes or the web."""
