"""What looks odd, decided from values alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coordination.radar.rules import FlagKind, Outcome, Question, Standing, standing
from coordination.radar.rules.history import outlier_own, repeated, worth_asking
from coordination.radar.rules.ledger import Kept, changes
from coordination.radar.rules.peers import Cohort, Peer, Size, outlier_cohort
from coordination.radar.rules.rounds import at_least, mostly_round, round_run, zeros
from coordination.radar.rules.spread import Spread, median
from coordination.radar.rules.tellings import (
    Telling,
    disagrees,
    last_minute,
    too_perfect,
    total_disagrees,
    usual_filer,
)

figures = st.decimals(min_value=0, max_value=10**9, places=2)
counts = st.integers(min_value=0, max_value=10**6).map(D)
histories = st.lists(counts, min_size=6, max_size=12)


def d(*numbers: object) -> list[D]:
    return [D(str(number)) for number in numbers]


class TestRepeated:
    @pytest.mark.parametrize(
        ("now", "earlier", "periods"),
        [
            (120, (120, 90), "2"),
            (120, (90, 120), None),
            (99, (99,), None),
            (99, (99, 99), "3"),
            (9, (9, 9, 9, 9), None),
            (0, (0, 0, 0), None),
            (1, (1, 1, 1, 1), None),
            (100, (), None),
        ],
    )
    def test_equal_to_last_month(self, now, earlier, periods):
        facts = repeated(D(now), d(*earlier))
        assert (facts and facts["periods"]) == periods

    def test_a_level_may_stay_as_it_is(self):
        assert repeated(D(500), d(500, 500, 500), level=True) is None

    def test_a_period_not_filed_breaks_the_run(self):
        assert repeated(D(50), [D(50), None, D(50)]) is None


class TestRoundNumbers:
    @pytest.mark.parametrize(
        ("value", "found"),
        [
            ("100", 2),
            ("1200", 2),
            ("1210", 1),
            ("90", 0),
            ("0", 0),
            ("1200.50", 0),
            ("1200.00", 2),
            ("-300", 2),
        ],
    )
    def test_zeros_at_the_end(self, value, found):
        assert zeros(D(value)) == found

    def test_three_in_a_row_are_asked_about_with_the_chance_of_it(self):
        assert round_run(D(300), d(450, 1200, 37)) == {
            "value": "300",
            "periods": "3",
            "step": "10",
            "one_in": "1000",
        }
        assert round_run(D(300), d(450, 37, 1200)) is None
        assert round_run(D(30), d(40, 50)) is None
        assert round_run(D(301), d(450, 300, 200)) is None

    def test_a_repeated_figure_counts_once(self):
        assert round_run(D(300), d(300, 300, 300)) is None
        facts = round_run(D(300), d(300, 450, 450, 700))
        assert facts is not None
        assert facts["periods"] == "3"

    def test_most_figures_side_by_side(self):
        facts = mostly_round(d(500, 800, 1200, 300, 457, 731))
        assert facts is not None
        assert (facts["value"], facts["step"]) == ("4/6", "100")
        assert mostly_round(d(510, 820, 457, 731, 333)) is None
        assert mostly_round(d(500, 800, 1200)) is None
        assert mostly_round([]) is None

    @given(st.lists(counts, max_size=20), st.randoms())
    def test_the_order_of_the_rows_plays_no_part(self, values, random):
        mixed = list(values)
        random.shuffle(mixed)
        assert mostly_round(values) == mostly_round(mixed)

    @given(st.lists(st.integers(100, 10**6).filter(lambda n: n % 10), max_size=30))
    def test_figures_that_are_not_round_are_never_asked_about(self, numbers):
        assert mostly_round(map(D, numbers)) is None
        assert not numbers or round_run(D(numbers[0]), list(map(D, numbers[1:]))) is None

    @given(st.integers(0, 30), st.integers(1, 30))
    def test_the_chance_is_one(self, count, among):
        assume(count <= among)
        tail = at_least(count, among, F(1, 10))
        assert 0 < tail <= 1
        assert (tail == 1) == (count == 0)
        exactly = at_least(count, among, F(1, 10)) - at_least(count + 1, among, F(1, 10))
        assert exactly > 0


class TestOwnHistory:
    def test_the_textbook_score(self):
        """Iglewicz and Hoaglin: 0.6745 · (x − median) ÷ MAD."""
        usual = Spread.of(d("2.1", "2.6", "2.4", "2.5", "2.3", "2.1", "2.3", "2.6", "8.2", "8.3"))
        assert (usual.centre, usual.mad) == (F("2.45"), F("0.15"))
        assert usual.score(D("8.2")) == F("0.6745") * F("5.75") / F("0.15")
        assert usual.far(D("8.2"))
        assert not usual.far(D("2.1"))

    def test_six_periods_are_needed(self):
        assert outlier_own(D(900), d(100, 120, 110, 130, 125)) is None
        facts = outlier_own(D(900), [*d(100, 120, 110, 130, 125, 118), None])
        assert facts is not None
        assert (facts["median"], facts["periods"]) == ("119", "6")
        assert D(facts["high"]) < 900
        assert outlier_own(D(140), d(100, 120, 110, 130, 125, 118)) is None

    def test_most_periods_alike(self):
        """MAD is 0: the mean deviation decides, and the step must exceed half of the median."""
        history = d(50, 50, 50, 50, 50, 60)
        assert outlier_own(D(60), history) is None
        assert outlier_own(D(50), history) is None
        assert outlier_own(D(90), history) is not None

    def test_a_small_difference_is_not_worth_asking(self):
        """Rare after a quiet time, and still nothing to ask about."""
        history = d(100, 101, 99, 100, 102, 98, 100)
        assert not Spread.of(map(F, history)).far(130)
        assert outlier_own(D(130), history) is None
        assert outlier_own(D(131), history) is not None

    def test_all_periods_alike(self):
        assert outlier_own(D(50), d(*[50] * 6)) is None
        assert outlier_own(D(74), d(*[50] * 6)) is None
        facts = outlier_own(D(76), d(*[50] * 6))
        assert facts is not None
        assert (facts["low"], facts["high"], facts["score"]) == ("25", "75", "")

    def test_small_figures_jump_by_chance(self):
        assert not worth_asking(D(7), d(0, 0, 1))
        assert worth_asking(D(10), d(0))
        assert worth_asking(D(0), [None, D(12)])

    @given(histories, counts, st.integers(2, 1000))
    def test_the_unit_of_measure_plays_no_part(self, history, now, factor):
        scaled = [value * factor for value in history]
        assert (outlier_own(now, history) is None) == (outlier_own(now * factor, scaled) is None)

    @given(histories, counts, st.randoms())
    def test_the_order_plays_no_part(self, history, now, random):
        mixed = list(history)
        random.shuffle(mixed)
        assert outlier_own(now, history) == outlier_own(now, mixed)

    @given(histories)
    def test_the_median_is_never_odd(self, history):
        usual = median(map(F, history))
        assert not Spread.of(history).far(usual)

    @given(histories, counts)
    def test_what_is_asked_about_lies_outside_the_usual(self, history, now):
        facts = outlier_own(now, history)
        if facts is not None:
            assert now <= D(facts["low"]) or now >= D(facts["high"])


class TestCohort:
    peers = tuple(Peer(D(value), 10_000) for value in (30, 32, 35, 31, 29, 33, 34, 90))

    def test_eight_units_are_needed(self):
        assert Cohort.of(self.peers[1:], Size.NONE) is None
        cohort = Cohort.of(self.peers, Size.POPULATION)
        facts = outlier_cohort(self.peers[-1], cohort)
        assert facts is not None
        assert (facts["rate"], facts["median"], facts["size"], facts["units"]) == (
            "90",
            "32.5",
            "population",
            "8",
        )
        assert outlier_cohort(self.peers[0], cohort) is None
        assert outlier_cohort(self.peers[0], None) is None

    def test_a_large_unit_is_not_odd_for_being_large(self):
        large = Peer(D(320), 100_000)
        peers = [*self.peers[:7], large]
        assert outlier_cohort(large, Cohort.of(peers, Size.POPULATION)) is None
        assert outlier_cohort(large, Cohort.of(peers, Size.NONE)) is not None

    def test_one_unknown_size_and_all_are_compared_as_they_stand(self):
        cohort = Cohort.of([*self.peers, Peer(D(31))], Size.HOUSEHOLDS)
        assert cohort is not None
        assert cohort.size is Size.NONE

    def test_small_figures_are_not_asked_about(self):
        few = [Peer(D(value)) for value in (0, 1, 0, 0, 1, 0, 0, 9)]
        assert outlier_cohort(few[-1], Cohort.of(few, Size.NONE)) is None

    @given(st.lists(counts, min_size=8, max_size=40), st.integers(2, 100))
    def test_twice_the_people_and_twice_the_cases_are_the_same(self, values, factor):
        small = [Peer(value + 10, 1000) for value in values]
        large = [Peer((value + 10) * factor, 1000 * factor) for value in values]
        one, other = Cohort.of(small, Size.POPULATION), Cohort.of(large, Size.POPULATION)
        for left, right in zip(small, large, strict=True):
            if outlier_cohort(left, one) is not None:
                assert outlier_cohort(right, other) is not None


class TestTellings:
    def test_another_report_tells_it_differently(self):
        mine = Telling(1, "乡镇月报", "青溪镇", D(5))
        police = Telling(2, "分乡镇案件月报", "公安分局", D(7))
        facts = disagrees(1, D(5), [mine, police])
        assert facts is not None
        assert (facts["value"], facts["other"], facts["reporter"]) == ("5", "7", "公安分局")
        assert disagrees(1, D(7), [mine, police]) is None
        assert disagrees(1, D(5), [mine]) is None

    def test_the_total_against_what_the_townships_told(self):
        parts = {11: D(3), 12: D(4)}
        assert total_disagrees(D(8), parts, {11, 12}) == {"value": "8", "sum": "7", "units": "2"}
        assert total_disagrees(D(7), parts, {11, 12}) is None
        assert total_disagrees(D("7.5"), parts, {11, 12}, D("0.5")) is None
        assert total_disagrees(D(8), parts, {11, 12, 13}) is None
        assert total_disagrees(D(8), {}, set()) is None

    @pytest.mark.parametrize(
        ("successes", "base", "asked"),
        [
            (200, 200, True),
            (999, 1000, True),
            (998, 1000, False),
            (199, 199, False),
            (0, 300, False),
            (310, 300, True),
        ],
    )
    def test_success_of_999_in_a_thousand(self, successes, base, asked):
        assert (too_perfect(D(successes), D(base)) is not None) == asked


class TestTheLastMinute:
    due = datetime(2026, 11, 6, 9, tzinfo=UTC)

    def asked(self, minutes, filer=2, earlier=(1, 1, 1, 2, 1, 1)):
        return last_minute(self.due - timedelta(minutes=minutes), [None, self.due], filer, earlier)

    def test_by_somebody_else(self):
        facts = self.asked(4)
        assert facts is not None
        assert (facts["minutes"], facts["filed"], facts["reports"]) == ("4", "5", "6")
        assert self.asked(4, filer=1) is None

    @pytest.mark.parametrize(("minutes", "asked"), [(0, True), (30, True), (31, False), (-1, False)])
    def test_only_just_before_the_limit(self, minutes, asked):
        assert (self.asked(minutes) is not None) == asked

    def test_somebody_must_be_usual(self):
        assert self.asked(4, earlier=(1, 1)) is None
        assert self.asked(4, earlier=(1, 3, 1, 3)) is None
        assert usual_filer([1, 1, 3, 3, 3, 1, 1, 1, 1]) is None
        assert usual_filer([]) is None


class TestTheLedger:
    question = Question(FlagKind.REPEATED, 7, "case.filed", {"value": "120", "periods": "2"})

    def kept(self, revision, outcome=None, value="120", **more):
        facts = {"value": value, "periods": "2"} | more
        return Kept(1, revision, self.question.about, facts, outcome)

    def test_a_new_question_is_asked_once(self):
        assert changes([], [self.question], 1).raised == (self.question,)
        assert changes([self.kept(1)], [self.question], 1) == changes([], [], 1)

    def test_a_figure_filed_anew_ends_the_question(self):
        assert changes([self.kept(1)], [], 2).ended == ((1, Outcome.CORRECTED),)
        assert changes([self.kept(2)], [], 2).ended == ((1, Outcome.LAPSED),)

    def test_the_same_figure_is_not_asked_about_twice(self):
        for outcome in (None, Outcome.ACCEPTED):
            assert changes([self.kept(1, outcome)], [self.question], 2) == changes([], [], 2)

    def test_another_figure_is_another_question(self):
        found = changes([self.kept(1, value="130")], [self.question], 2)
        assert found.raised == (self.question,)
        assert found.ended == ((1, Outcome.CORRECTED),)
        assert changes([self.kept(1, Outcome.ACCEPTED, "130")], [self.question], 2).raised

    def test_newer_numbers_are_told(self):
        assert changes([self.kept(1, periods="3")], [self.question], 1).raised == (self.question,)
        assert not changes([self.kept(1, Outcome.ACCEPTED, periods="3")], [self.question], 1).raised

    def test_what_holds_again_is_asked_again(self):
        assert changes([self.kept(1, Outcome.LAPSED)], [self.question], 1).raised == (self.question,)

    def test_how_a_question_stands(self):
        now = datetime(2026, 11, 6, tzinfo=UTC)
        assert standing(None, None) is Standing.OPEN
        assert standing(now, None) is Standing.ANSWERED
        assert standing(None, Outcome.LAPSED) is Standing.SETTLED
