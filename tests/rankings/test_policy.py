"""Who may do what with rankings; reads like domain.md. No database."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.organizations.models import Office
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.policy import RankingAction

CLERK, LEADER, LIAISON = Function.CLERK, Function.LEADER, Function.LIAISON


def person(*functions, office=1, unit=None):
    return Actor(7, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(CLERK),
    "leader": person(LEADER),
    "liaison": person(LIAISON, unit=5),
    "unit reviewer": person(Function.UNIT_REVIEWER, unit=5),
    "township": person(Function.TOWNSHIP, unit=6),
    "community worker": person(Function.COMMUNITY_WORKER, unit=6),
    "auditor": person(Function.AUDITOR),
    "system administrator": person(Function.SYSTEM_ADMINISTRATOR),
    "security administrator": person(Function.SECURITY_ADMINISTRATOR),
    "clerk next door": person(CLERK, office=2),
    "leader next door": person(LEADER, office=2),
    "liaison next door": person(LIAISON, office=2, unit=9),
    "clerk who sits in a unit": person(CLERK, unit=5),
    "nobody": Actor(None, ""),
}
OFFICE = {"clerk", "leader"}
UNITS = {"liaison", "unit reviewer", "township", "community worker"}
HERE = OFFICE | UNITS | {"clerk who sits in a unit"}

office = Office(id=1)
kept = Ranking(id=4, office_id=1, published_at=None)
out = Ranking(id=5, office_id=1, published_at="2026-11-06")
partly = Ranking(id=6, office_id=1, published_at="2026-11-06", shown_lines=[8])
OF_SIX = {"township", "community worker"}

MATRIX = [
    (RankingAction.LIST, office, HERE),
    (RankingAction.VIEW, kept, OFFICE),
    (RankingAction.VIEW, out, HERE),
    (RankingAction.VIEW, ScoreLine(id=8, office_id=1, unit_id=6, ranking=kept), OFFICE),
    (RankingAction.VIEW, ScoreLine(id=9, office_id=1, unit_id=6, ranking=out), HERE),
    (RankingAction.VIEW, partly, HERE),
    (RankingAction.VIEW, ScoreLine(id=8, office_id=1, unit_id=7, ranking=partly), HERE),
    (RankingAction.VIEW, ScoreLine(id=9, office_id=1, unit_id=7, ranking=partly), OFFICE),
    (RankingAction.VIEW, ScoreLine(id=10, office_id=1, unit_id=6, ranking=partly), OFFICE | OF_SIX),
    (RankingAction.SNAPSHOT, kept, OFFICE),
    (RankingAction.SNAPSHOT, out, HERE),
    (RankingAction.SNAPSHOT, partly, OFFICE),
    (RankingAction.PUBLISH, kept, {"leader"}),
    (RankingAction.LIST, kept, set()),
    (RankingAction.TRY, kept, OFFICE),
    (RankingAction.TRY, out, OFFICE),
]


@pytest.mark.parametrize(("action", "subject", "who"), MATRIX)
def test_who_may(action, subject, who):
    assert {name for name, actor in CAST.items() if allowed(actor, action, subject)} == who


def test_every_action_has_a_row():
    rows = {action for action, _subject, _who in MATRIX}
    assert rows == {*RankingAction}


def test_something_unknown_is_no_list():
    assert not allowed(CAST["clerk"], RankingAction.LIST, SimpleNamespace(id=1, __tablename__="x"))
