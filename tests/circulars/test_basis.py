"""The annexes that say how a ranking was scored and what the units said before it left."""

import pytest

from coordination.circulars.basis import basis
from coordination.circulars.gathering import gather
from coordination.kernel.period import Period
from tests.factories import consultations as asked
from tests.factories.rankings import MONTH


@pytest.fixture
def place(cast, clock):
    return asked.world(cast)


def rows(part):
    return part["tables"][0]["rows"]


def test_each_item_is_told_with_weight_source_and_method(cast, place):
    [scoring] = basis(asked.frozen(cast, place))
    assert scoring["title"].endswith("考核项和计分办法")
    assert [row[1] for row in rows(scoring)] == ["30", "25", "20", "15", "10"]
    by_title = {row[0]: row[2:] for row in rows(scoring)}
    assert by_title["劝阻成功率"] == ["当月值", "达到95得满分，不到的按比例得分"]
    assert by_title["大额案件"][1] == "从满分起，每1起扣5分，扣完为止"


def test_what_the_units_said_is_counted(cast, place):
    held = asked.begun(cast, place)
    objection = asked.objected(held, cast.township_a.actor)
    asked.answered(objection, cast.second_clerk.actor, upheld=False)
    _scoring, said = basis(held.ranking)
    told = dict(rows(said))
    assert told["征求意见"] == "1次"
    assert told["提出异议"] == "1条"
    assert told["其中：异议不成立"] == "1条"
    assert told["平均答复用时"].endswith("小时")


def test_they_stand_behind_the_ranking_in_the_document(cast, place):
    ranking = asked.begun(cast, place).ranking
    parts = gather(cast.office.id, Period.parse(MONTH), ranking).annex["parts"]
    titles = [part["title"] for part in parts]
    assert titles[-1] == "征求意见和异议办理情况"
    assert titles[-2].endswith("考核项和计分办法")
    without = gather(cast.office.id, Period.parse(MONTH), None).annex["parts"]
    assert not any("考核项" in part["title"] for part in without)
