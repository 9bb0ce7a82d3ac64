"""Who files tallies (the police; the office from paper), and who reads them."""

from enum import StrEnum
from typing import Any

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


class TallyAction(StrEnum):
    """VIEW is asked about a subject, OPEN about a filing or a sheet that was sent up, FILE also about the
    latter; all else about the office."""

    VIEW = "tally.view"
    LIST = "tally.list"
    FILE = "tally.file"
    UPLOAD = "tally.upload"
    OPEN = "tally.open"


POLICE = "police"
in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))


def of_the_police(actor: Actor, _subject: Any) -> bool:
    return actor.unit_kind == POLICE


files_for_the_police = all_of(same_office, of_the_police, has(Function.LIAISON))
in_the_police = all_of(same_office, of_the_police, has(Function.LIAISON, Function.UNIT_REVIEWER))


def is_a_subject(_actor: Actor, subject: Any) -> bool:
    """A filing or an upload is none, and may have no unit."""
    return hasattr(subject, "located_in_id")


looks_after = all_of(
    *(is_a_subject, same_office, of_the_unit),
    has(Function.LIAISON, Function.TOWNSHIP, Function.UNIT_REVIEWER),
)


may_file = any_of(files_for_the_police, all_of(of_the_office, has(Function.CLERK)))

POLICY = policy(
    {
        TallyAction.VIEW: any_of(
            in_the_office, in_the_police, looks_after, all_of(same_office, of_the_community)
        ),
        TallyAction.LIST: any_of(in_the_office, in_the_police),
        TallyAction.FILE: may_file,
        TallyAction.UPLOAD: may_file,
        TallyAction.OPEN: any_of(in_the_office, in_the_police),
    }
)
