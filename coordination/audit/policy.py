"""Who may read the audit: the auditor of the office, and nobody else."""

from dataclasses import dataclass
from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, has, of_the_office, policy


class AuditAction(StrEnum):
    """Asked about a Register."""

    VIEW = "audit.view"
    VERIFY = "audit.verify"


@dataclass(frozen=True)
class Register:
    """The events of one office, as a thing one may read."""

    office_id: int | None


def own_register(actor: Actor, **_places: int) -> Register:
    return Register(actor.office_id)


audits = all_of(of_the_office, has(Function.AUDITOR))

POLICY = policy({AuditAction.VIEW: audits, AuditAction.VERIFY: audits})
