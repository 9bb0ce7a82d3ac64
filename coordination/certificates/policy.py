"""Who gives a title, who sees it, who decides after a suspension. Verification in public is no act."""

from typing import Any

from coordination.certificates.states import CertificateAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_community,
    of_the_office,
    of_the_unit,
    policy,
    same_office,
)

A = CertificateAction
_unit_people = has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
leader_of_the_office = all_of(of_the_office, has(Function.LEADER))
looks_after = all_of(same_office, of_the_unit, _unit_people)
acts_for_the_unit = all_of(same_office, of_the_unit, has(Function.LIAISON, Function.TOWNSHIP))


def did_not_file(actor: Actor, subject: Any) -> bool:
    """Who filed an application gives no title upon it, and who opened a review does not decide it."""
    involved = (getattr(subject, "filed_by_id", None), getattr(subject, "opened_by_id", None))
    return actor.id is not None and actor.id not in involved


def nobody(_actor: object, _subject: object) -> bool:
    """Done by the system, not by a person on a page."""
    return False


in_the_community = all_of(same_office, of_the_community)
sees = any_of(in_the_office, looks_after, in_the_community)

POLICY = policy(
    {
        A.VIEW: sees,
        A.LIST: in_the_office,
        A.NAME: all_of(leader_of_the_office, did_not_file),
        A.DOWNLOAD: sees,
        A.SUSPEND: all_of(of_the_office, has(Function.CLERK)),
        A.STATE_CASE: any_of(acts_for_the_unit, in_the_community),
        A.RESTORE: all_of(leader_of_the_office, did_not_file),
        A.REVOKE: all_of(leader_of_the_office, did_not_file),
        A.EXPIRE: nobody,
        A.REPLACE: nobody,
    }
)
