"""The pages of organs and members: terms, qualifications, meetings, interests, what is put before a member.

Must not know what an organ decides.
"""

from webapp.web.people import committee, in_case, interests, naming, organs
from webapp.web.people.routes import blueprint

__all__ = ["blueprint", "committee", "in_case", "interests", "naming", "organs"]
