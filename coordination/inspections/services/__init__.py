"""The acts upon inspections; each is one transaction.

planning   one, or all that were ticked
moving     another day, another inspector
filling    the sheet: saved as one goes, handed in with its verdict and what follows
photos     taken on the spot, put to a point
ending     cancelled with a reason
reminding  what the schedule does
"""

from coordination.inspections import policy as _policy  # noqa: F401  every act is asked about it
from coordination.inspections import sentences as _sentences  # noqa: F401  what the audit says is published
from coordination.inspections.services.ending import cancel
from coordination.inspections.services.filling import finish, save
from coordination.inspections.services.moving import move
from coordination.inspections.services.photos import add, remove
from coordination.inspections.services.planning import Plan, plan, plan_many
from coordination.inspections.services.reminding import remind_due

__all__ = ["Plan", "add", "cancel", "finish", "move", "plan", "plan_many", "remind_due", "remove", "save"]
