"""What stands against filing and against the conclusion; who signs anew. No database."""

from datetime import date

import pytest

from coordination.applications.rules import (
    REASON_AT_MOST,
    Item,
    OpinionState,
    Stage,
    Why,
    against_concluding,
    against_filing,
    asked_anew,
    checked_reason,
    days_late,
    in_doubt,
    returned_so_far,
    stage,
)
from coordination.kernel.errors import Invalid
from coordination.kernel.text import _
from coordination.standards.rules import Standing

MET, UNMET, UNKNOWN = Standing.MET, Standing.UNMET, Standing.UNKNOWN
CHECK, NOTHING = Standing.TO_CONFIRM, Standing.NOT_APPLICABLE
ASKED, AGREED, OPPOSED = OpinionState.ASKED, OpinionState.AGREED, OpinionState.OPPOSED


def whys(found):
    return [(item.id, why) for item, why in found]


def test_figures_that_are_late_do_not_forbid_filing_but_the_conclusion():
    items = [Item(1, "", MET), Item(2, "", UNKNOWN), Item(3, "", CHECK)]

    assert against_filing(items) == []
    assert whys(against_concluding(items)) == [(2, Why.UNKNOWN)]


def test_every_criterion_that_is_not_met_is_named():
    items = [Item(1, "", UNMET), Item(2, "", MET), Item(3, "", UNMET)]

    assert whys(against_filing(items)) == [(1, Why.UNMET), (3, Why.UNMET)]
    assert whys(against_concluding(items)) == [(1, Why.UNMET), (3, Why.UNMET)]


def test_proof_that_is_asked_for_has_to_be_there():
    assert whys(against_filing([Item(1, "", MET, proof_asked=True)])) == [(1, Why.EVIDENCE)]
    assert against_filing([Item(1, "", MET, proof_asked=True, files=1)]) == []


def test_one_alternative_that_holds_is_enough():
    either = [Item(1, "g", UNMET), Item(2, "g", MET)]

    assert against_filing(either) == []
    assert against_concluding(either) == []


def test_alternatives_that_all_fail_are_all_named():
    either = [Item(1, "g", UNMET), Item(2, "g", MET, proof_asked=True), Item(3, "", MET)]

    assert whys(against_filing(either)) == [(1, Why.UNMET), (2, Why.EVIDENCE)]


def test_an_alternative_that_does_not_apply_does_not_help_the_others():
    assert whys(against_filing([Item(1, "g", NOTHING), Item(2, "g", UNMET)])) == [(2, Why.UNMET)]
    assert against_filing([Item(1, "g", NOTHING)]) == []


def test_an_opinion_that_waits_or_opposes_forbids_the_conclusion():
    items = [Item(1, "", MET, opinions=(AGREED, ASKED)), Item(2, "", CHECK, opinions=(OPPOSED,))]

    assert whys(against_concluding(items)) == [(1, Why.WAITING), (2, Why.OPPOSED)]


def test_an_opinion_that_waits_is_awaited_even_where_another_alternative_holds():
    either = [Item(1, "g", MET), Item(2, "g", CHECK, opinions=(ASKED,))]

    assert whys(against_concluding(either)) == [(2, Why.WAITING)]


def test_an_opposed_alternative_gives_way_to_one_that_holds():
    either = [Item(1, "g", MET, opinions=(AGREED,)), Item(2, "g", CHECK, opinions=(OPPOSED,))]

    assert against_concluding(either) == []


@pytest.mark.parametrize(
    ("last", "returned", "anew"),
    [
        (None, [9], True),
        (OPPOSED, [9], True),
        (AGREED, [9], False),
        (AGREED, [7], True),
        (AGREED, [], True),
        (ASKED, [7], False),
        (ASKED, [], False),
    ],
)
def test_only_what_was_returned_or_opposed_is_signed_anew(last, returned, anew):
    assert asked_anew(last, criterion_id=7, returned=returned) is anew


@pytest.mark.parametrize(
    ("standing", "proof", "files", "doubtful"),
    [
        (MET, False, 0, False),
        (CHECK, False, 0, False),
        (MET, True, 0, True),
        (MET, True, 2, False),
        (UNKNOWN, False, 3, True),
        (UNMET, False, 0, True),
    ],
)
def test_what_lacks_a_figure_or_its_proof_is_looked_at_alone(standing, proof, files, doubtful):
    assert in_doubt(standing, proof_asked=proof, files=files) is doubtful


def test_an_opinion_is_late_the_day_after_its_last_day():
    assert days_late(date(2026, 11, 5), date(2026, 11, 5)) == 0
    assert days_late(date(2026, 11, 5), date(2026, 11, 8)) == 3


def test_findings_are_kept_by_act_and_round():
    assert stage(Stage.FILED, 2) == "filed.2"


def test_a_reason_is_asked_for_and_bounded():
    assert checked_reason("  补照片\r\n再报 ", _("写原因")) == "补照片\n再报"
    for typed in ("", "  \n", "长" * (REASON_AT_MOST + 1)):
        with pytest.raises(Invalid) as refused:
            checked_reason(typed, _("写原因"))
        assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("before", "now", "round", "left"),
    [([], [7], 1, [7]), ([5], [7], 2, [5, 7]), ([], [7], 2, []), ([5], [], 2, []), ([], [], 1, [])],
)
def test_a_second_return_forgets_nothing_of_the_first(before, now, round, left):
    assert returned_so_far(before, now, round=round) == left
