"""The HTTP API for programs: the verbs and reads of the pages as JSON, with a bearer token and without any cookie."""
