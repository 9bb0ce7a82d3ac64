"""Who is named in public: everybody, the head and the most improved, or tiers; no database."""

from decimal import Decimal as D

import pytest

from coordination.circulars import annexes
from coordination.circulars.composing import draw
from coordination.circulars.facts import Drawn, Ledger
from coordination.circulars.publication import disclose, notices, shown, tier
from coordination.circulars.standings import Standing
from coordination.circulars.states import Publication
from coordination.kernel.period import Period

MONTH = Period.parse("2026-10")
#: By rank: unit, points, rank before; the order of units is the other way round.
LINES = [
    Standing(number, "乡镇组", f"{unit}镇", rank, before, D(100 - rank), order=10 - number)
    for number, (unit, rank, before) in enumerate(
        [("甲", 1, 2), ("乙", 2, 1), ("丙", 3, 4), ("丁", 3, 3), ("戊", 5, 9), ("己", 6, 5), ("庚", 7, None)],
        start=1,
    )
]
VETOED = Standing(8, "乡镇组", "辛镇", None, 7, D(80), order=1)


def names(publication, lines=LINES):
    return [one.unit for one in shown(lines, publication)]


def drawn(publication) -> tuple[Drawn, set[str]]:
    found = draw(Ledger.of(MONTH, (), ()), [*LINES, VETOED], {})
    return found, disclose(found, [*LINES, VETOED], publication)


def test_full_names_everybody():
    assert len(names(Publication.FULL, [*LINES, VETOED])) == 8
    assert drawn(Publication.FULL)[1] == set()


def test_the_head_with_its_ties_and_the_most_improved():
    assert names(Publication.TOP) == ["甲镇", "乙镇", "丙镇", "丁镇", "戊镇"]


def test_of_a_small_cohort_never_more_than_the_better_half():
    assert names(Publication.TOP, LINES[:2]) == ["甲镇"]
    assert names(Publication.TOP, []) == []


def test_nobody_is_shown_by_rank_where_tiers_are_published():
    assert names(Publication.TIERS) == []


@pytest.mark.parametrize(
    ("rank", "ranked", "expected"), [(1, 7, 0), (3, 7, 0), (4, 7, 1), (6, 7, 2), (1, 1, 0)]
)
def test_tiers_are_thirds(rank, ranked, expected):
    assert tier(Standing(1, "组", "甲", rank, None, D(1)), ranked) == expected


def test_facts_about_units_that_are_not_shown_are_taken_out():
    found, hidden = drawn(Publication.TOP)
    assert {"己镇名次", "庚镇得分", "乡镇组末1位"} <= hidden
    assert {"甲镇名次", "戊镇得分", "乡镇组第1位", "乡镇组上升最多"} <= found.facts.keys()
    assert found.lists["乡镇组末"] == ()


def test_tiers_name_units_in_their_own_order_and_no_points():
    found, hidden = drawn(Publication.TIERS)
    assert {"甲镇名次", "甲镇得分", "乡镇组第1位"} <= hidden
    assert found.facts["乡镇组第一档"].text == "丁镇、丙镇、乙镇、甲镇"
    assert found.facts["乡镇组第三档"].text == "庚镇、己镇"


def annexed(publication):
    rows = [annexes.Row(one, "一票否决" if one.rank is None else "", ()) for one in [*LINES, VETOED]]
    return annexes.annexes(Drawn(), (), rows, "月度考核", publication)["parts"]


def test_the_annex_of_tiers_has_neither_ranks_nor_points():
    [part] = annexed(Publication.TIERS)
    [table] = part["tables"]
    assert table["rows"] == [
        ["第一档", "丁镇、丙镇、乙镇、甲镇"],
        ["第二档", "戊镇"],
        ["第三档", "庚镇、己镇"],
        ["一票否决", "辛镇"],
    ]
    assert "99" not in str(part)


def test_the_annex_of_the_head_leaves_the_others_out_and_says_so():
    [part] = annexed(Publication.TOP)
    assert [row[1] for row in part["tables"][0]["rows"]] == ["甲镇", "乙镇", "丙镇", "丁镇", "戊镇"]
    assert "另行告知" in part["tables"][0]["note"]
    assert "庚镇" not in part["figures"][0]["svg"]


def test_who_is_not_named_is_told_alone():
    told = {number: str(text) for number, text in notices([*LINES, VETOED], Publication.TOP).items()}
    assert told == {
        6: "乡镇组7家参加排名，贵单位第6名，总分94.00分，比上期下降1位。",
        7: "乡镇组7家参加排名，贵单位第7名，总分93.00分。",
    }
    assert len(notices(LINES, Publication.TIERS)) == 7
    assert notices(LINES, Publication.FULL) == {}


def scored(points, weight="25", line=LINES[0]):
    return annexes.Row(line, "", (annexes.Item("破案率", weight, points),))


def test_what_was_not_assessed_or_not_filed_is_no_score_of_nought():
    rows = [scored("不考核"), scored("未报", line=LINES[1]), scored("12.50", line=LINES[2])]
    part = annexes.annexes(Drawn(), (), rows, "月度考核", Publication.FULL)["parts"][-1]
    [table] = part["tables"]
    assert [annexes.cell_text(row[2]) for row in table["rows"]] == ["不考核", "未报", "12.50"]
    assert "“不考核”的分值按比例分到该单位其他项。“未报”记0分。" in table["note"]
    assert table["header"][2] == "破案率（25分）"
    plain = annexes.annexes(Drawn(), (), [scored("0.00")], "月度考核", Publication.FULL)["parts"][-1]
    assert "不考核" not in plain["tables"][0]["note"]
