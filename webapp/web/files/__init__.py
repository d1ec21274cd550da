"""Files of cases: downloaded, and attached to a case beside the forms."""
