"""Who may do what with rankings; reads like domain.md. No database."""

from types import SimpleNamespace

import pytest

from coordination.kernel.policy import allowed
from coordination.organizations.models import Office
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.policy import RankingAction
from tests.factories.actors import CAST, HERE, OFFICE

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
