"""The acts upon what can carry a title.

following  communities, townships and units follow the tree of divisions and the list of units
keeping    campuses and enterprises, added, changed and closed by hand
"""

from coordination.subjects.services.following import follow, follow_daily
from coordination.subjects.services.keeping import SubjectDetails, close, create, edit, reopen

__all__ = ["SubjectDetails", "close", "create", "edit", "follow", "follow_daily", "reopen"]
