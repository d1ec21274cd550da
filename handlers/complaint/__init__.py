"""The rules on complaints: article 53 of the Act and the Ministry's outline. Must not know how a case runs.

No rule here judges a complaint: there are no clear standards, so people write reasons (outline, summary).
"""
