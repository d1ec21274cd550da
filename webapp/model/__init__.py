"""The nouns of casework, standard library only. Must not know any other room."""
