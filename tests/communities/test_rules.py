"""What is lacking, what is least effort, who does what and when. No database."""

from datetime import date

import pytest

from coordination.communities.rules import (
    Line,
    Mark,
    Place,
    Said,
    Stand,
    Step,
    Title,
    Way,
    Who,
    easiest,
    in_order_of_effort,
    lacking,
    mark,
    mended_by,
    missing,
    next_look,
    place,
    step,
)
from coordination.communities.rules.effort import effort
from coordination.standards.rules import CriterionKind, Standing, WindowKind

NOVEMBER, DECEMBER = date(2026, 11, 20), date(2026, 12, 31)
MET, UNMET, DATA, REVIEW, NONE, OPPOSED = (
    Mark.MET,
    Mark.UNMET,
    Mark.DATA,
    Mark.REVIEW,
    Mark.NONE,
    Mark.OPPOSED,
)


def lines(*marks):
    """Criteria 1, 2, 3 …; a mark alone, or with the day on which it may be met."""
    given = [one if isinstance(one, tuple) else (one, None) for one in marks]
    return tuple(Line(number, "", look, on, look is DATA) for number, (look, on) in enumerate(given, start=1))


def stand(number, *marks, way=Way.NONE, title=Title.NONE):
    return Stand(number, number, lines(*marks), way, title)


@pytest.mark.parametrize(
    ("standing", "said", "titled", "expected"),
    [
        (Standing.MET, Said(), False, MET),
        (Standing.UNMET, Said(agreed=1), True, UNMET),
        (Standing.UNKNOWN, Said(), False, DATA),
        (Standing.UNKNOWN, Said(waiting=1), False, DATA),
        (Standing.NOT_APPLICABLE, Said(opposed=1), False, NONE),
        (Standing.TO_CONFIRM, Said(), False, REVIEW),
        (Standing.TO_CONFIRM, Said(agreed=1), False, MET),
        (Standing.TO_CONFIRM, Said(waiting=1, agreed=1), False, REVIEW),
        (Standing.TO_CONFIRM, Said(), True, MET),
        (Standing.MET, Said(waiting=1), False, REVIEW),
        (Standing.MET, Said(opposed=1), False, OPPOSED),
        (Standing.TO_CONFIRM, Said(agreed=1, opposed=1), False, OPPOSED),
    ],
)
def test_how_a_criterion_looks(standing, said, titled, expected):
    assert mark(standing, said, titled=titled) is expected


def test_of_alternatives_the_nearest_is_lacking_and_none_when_one_is_met():
    far, near = Line(1, "甲", UNMET, DECEMBER), Line(2, "甲", UNMET, NOVEMBER)
    assert lacking([far, near]) == (near,)
    assert lacking([far, near, Line(3, "甲", REVIEW)]) == (Line(3, "甲", REVIEW),)
    assert lacking([far, Line(2, "甲", MET)]) == ()
    assert lacking([Line(1, "甲", NONE), Line(2, "甲", NONE), Line(3, "", MET)]) == ()
    assert lacking([Line(1, "甲", NONE), near]) == (near,)


def test_confirmations_are_not_what_the_community_misses():
    found = lacking(lines(REVIEW, UNMET, MET))
    assert [one.criterion_id for one in found] == [1, 2]
    assert [one.criterion_id for one in missing(found)] == [2]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (stand(1, MET, REVIEW), Place.READY),
        (stand(1, MET, MET), Place.READY),
        (stand(1, MET, DATA, DATA), Place.DATA),
        (stand(1, MET, UNMET), Place.ONE),
        (stand(1, DATA, UNMET), Place.MORE),
        (stand(1, UNMET, UNMET), Place.MORE),
        (stand(1, UNMET, way=Way.DRAFT), Place.ONE),
        (stand(1, MET, way=Way.FILED), Place.UNDER_WAY),
        (stand(1, UNMET, way=Way.UNDER_WAY), Place.UNDER_WAY),
        (stand(1, UNMET, way=Way.RETURNED), Place.RETURNED),
        (stand(1, UNMET, title=Title.VALID), Place.NAMED),
        (stand(1, MET, title=Title.RENEWABLE, way=Way.UNDER_WAY), Place.NAMED),
        (stand(1, MET, title=Title.SUSPENDED), Place.SUSPENDED),
        (stand(1, MET, title=Title.RENEWABLE, way=Way.RETURNED), Place.RETURNED),
    ],
)
def test_each_stands_in_one_place(one, expected):
    assert place(one) is expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (stand(1, MET, REVIEW), Step.FILE),
        (stand(1, MET, way=Way.DRAFT), Step.SEND),
        (stand(1, UNMET, way=Way.DRAFT), Step.MEND),
        (stand(1, DATA), Step.WAIT),
        (stand(1, DATA, UNMET), Step.MEND),
        (stand(1, MET, way=Way.FILED), Step.FIRST_REVIEW),
        (stand(1, UNMET, way=Way.RETURNED), Step.RETURNED),
        (stand(1, MET, way=Way.UNDER_WAY), None),
        (stand(1, UNMET, title=Title.VALID), None),
        (stand(1, MET, title=Title.SUSPENDED), None),
        (stand(1, MET, title=Title.RENEWABLE), Step.RENEW),
        (stand(1, UNMET, title=Title.RENEWABLE), Step.MEND),
    ],
)
def test_what_is_done_next(one, expected):
    assert step(one) is expected


def order(*stands):
    return [one.subject_ids[0] for one in easiest(stands, most=10)]


def test_only_one_lacking_comes_before_several():
    assert order(stand(1, (UNMET, NOVEMBER), (UNMET, NOVEMBER)), stand(2, (UNMET, DECEMBER), MET)) == [2, 1]


def test_waiting_for_data_comes_before_a_real_miss():
    assert order(stand(1, (UNMET, NOVEMBER), MET), stand(2, MET, DATA)) == [2, 1]


def test_the_nearest_day_comes_first_and_no_day_last():
    found = order(stand(1, UNMET), stand(2, (UNMET, DECEMBER)), stand(3, (UNMET, NOVEMBER)))
    assert found == [3, 2, 1]


def test_of_several_the_last_day_counts():
    both = stand(1, (UNMET, NOVEMBER), (UNMET, DECEMBER))
    sooner = stand(2, (UNMET, date(2026, 12, 1)), (UNMET, date(2026, 12, 1)))
    assert order(both, sooner) == [2, 1]


def test_fewer_confirmations_decide_between_equals_and_then_the_official_list():
    assert effort(lacking(lines(REVIEW, REVIEW))) > effort(lacking(lines(REVIEW, MET)))
    assert order(stand(2, (UNMET, NOVEMBER)), stand(1, (UNMET, NOVEMBER))) == [1, 2]


def test_one_act_for_many_is_one_thing_and_there_are_three_at_most():
    things = easiest(
        [
            stand(1, MET, REVIEW),
            stand(2, MET, REVIEW),
            stand(3, DATA, MET),
            stand(4, DATA, MET),
            stand(5, MET, DATA),
            stand(6, (UNMET, NOVEMBER), MET),
            stand(7, MET, way=Way.UNDER_WAY),
            stand(8, MET, title=Title.VALID),
        ]
    )
    assert [(one.step, one.subject_ids) for one in things] == [
        (Step.FILE, (1, 2)),
        (Step.WAIT, (3, 4)),
        (Step.WAIT, (5,)),
    ]
    assert [line.criterion_id for line in things[1].lacks] == [1]


def test_what_the_unit_owes_is_mended_once_for_all_and_the_rest_by_community():
    owed = Line(1, "", UNMET, NOVEMBER, shared=True)
    case = Line(2, "", UNMET, NOVEMBER)
    both = [Stand(number, number, (owed, Line(2, "", DATA, None, shared=True))) for number in (1, 2)]
    alone = [Stand(number, number, (owed, case)) for number in (3, 4)]
    returned = [Stand(number, number, (owed,), Way.RETURNED) for number in (5, 6)]
    found = [one.subject_ids for one in easiest([*both, *alone, *returned], most=10)]
    assert found == [(5,), (6,), (3,), (4,), (1, 2)]


def test_what_was_returned_stands_with_what_it_lacks():
    things = easiest(
        [stand(1, UNMET, way=Way.RETURNED), stand(2, UNMET, UNMET), stand(3, MET, way=Way.RETURNED)]
    )
    assert [one.subject_ids for one in things] == [(3,), (1,), (2,)]


def test_nothing_is_easiest_when_nothing_is_to_be_done():
    assert easiest([]) == []
    assert easiest([stand(1, MET, title=Title.VALID), stand(2, MET, way=Way.UNDER_WAY)]) == []


def test_the_whole_list_by_effort_ends_with_those_that_need_nothing():
    every = [stand(1, MET, title=Title.VALID), stand(2, UNMET, UNMET), stand(3, MET), stand(4, DATA)]
    assert in_order_of_effort(every) == [3, 4, 2, 1]


@pytest.mark.parametrize(
    ("kind", "size", "as_of", "expected"),
    [
        (WindowKind.MONTHS, 1, date(2026, 10, 30), date(2026, 10, 31)),
        (WindowKind.MONTHS, 1, date(2026, 10, 31), date(2026, 11, 30)),
        (WindowKind.MONTHS, 3, date(2026, 12, 31), date(2027, 1, 31)),
        (WindowKind.MONTHS, 1, date(2028, 2, 28), date(2028, 2, 29)),
        (WindowKind.HALF_YEAR, None, date(2026, 10, 31), date(2026, 12, 31)),
        (WindowKind.HALF_YEAR, None, date(2026, 12, 31), date(2027, 6, 30)),
        (WindowKind.YEAR, None, date(2026, 10, 31), date(2026, 12, 31)),
        (WindowKind.DAYS, 100, date(2026, 10, 31), None),
        (None, None, date(2026, 10, 31), None),
    ],
)
def test_when_a_window_moves_on(kind, size, as_of, expected):
    assert next_look(kind, size, as_of) == expected


@pytest.mark.parametrize(
    ("kind", "found", "expected"),
    [
        (CriterionKind.ZERO_CASES, MET, None),
        (CriterionKind.ZERO_CASES, NONE, None),
        (CriterionKind.ZERO_CASES, UNMET, Who.COMMUNITY),
        (CriterionKind.ZERO_CASES, DATA, Who.POLICE),
        (CriterionKind.CASES_DROP, DATA, Who.POLICE),
        (CriterionKind.INDICATOR, DATA, Who.REPORTING),
        (CriterionKind.INDICATOR, UNMET, Who.UNIT),
        (CriterionKind.DUTIES, UNMET, Who.UNIT),
        (CriterionKind.CHECK, REVIEW, Who.CONFIRMER),
        (CriterionKind.ZERO_CASES, OPPOSED, Who.CONFIRMER),
        (CriterionKind.NO_VETO, UNMET, Who.OFFICE),
    ],
)
def test_by_whom(kind, found, expected):
    assert mended_by(kind, found) is expected


def test_duties_that_were_passed_on_are_the_communitys():
    assert mended_by(CriterionKind.DUTIES, UNMET, own_duties=True) is Who.COMMUNITY
