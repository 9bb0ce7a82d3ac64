"""The acts upon certificates and their reviews; each is one transaction.

naming      a title, its number, its certificate
suspending  the office puts a title into review; what other slices call for it
reviewing   the unit states its case, a leader restores or revokes
ending      what the schedule does
"""

from coordination.applications import titles
from coordination.certificates import policy as _policy  # noqa: F401  every act is asked about it
from coordination.certificates.queries import holders
from coordination.certificates.services.ending import expire_due, look_when_due
from coordination.certificates.services.naming import NotReady, name, name_many
from coordination.certificates.services.reviewing import restore, revoke, state_case
from coordination.certificates.services.suspending import inspected, suspend

__all__ = [
    "NotReady",
    "expire_due",
    "inspected",
    "look_when_due",
    "name",
    "name_many",
    "restore",
    "revoke",
    "state_case",
    "suspend",
]

titles.publish(holders)
