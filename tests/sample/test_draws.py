"""The invented figures: no database."""

from decimal import Decimal

import pytest

from coordination.kernel.period import Period
from coordination.sample.district import months
from coordination.sample.draws import TOTAL, Cells, profile

TOWNSHIPS = [profile("甲街道", 60_000, 24_000), profile("乙镇", 15_000, 5_600), profile("丙乡", 6_400, 2_300)]
UNITS = [
    ("police-township", "公安"),
    ("police-own", "公安"),
    ("bank", "银行"),
    ("carrier", "运营商"),
    ("department", "司法局"),
    ("internet-information", "网信办"),
    ("education", "教育局"),
]
FIRST, LAST = Period.parse("2025-09"), Period.parse("2026-10")
Drawn = dict[str, dict[tuple[str, str], Cells]]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return {str(period): cells for period, cells in months(TOWNSHIPS, UNITS, FIRST, LAST)}


def test_the_same_seed_draws_the_same_figures(drawn: Drawn) -> None:
    again = {str(period): cells for period, cells in months(TOWNSHIPS, UNITS, FIRST, LAST)}
    assert again == drawn


def test_a_month_does_not_depend_on_which_others_are_drawn(drawn: Drawn) -> None:
    march = Period.parse("2026-03")
    ((_period, alone),) = months(TOWNSHIPS, UNITS, march, march)
    assert alone["police-township", "公安"] == drawn["2026-03"]["police-township", "公安"]


def test_fourteen_months_follow_one_another(drawn: Drawn) -> None:
    assert len(drawn) == 14
    assert (min(drawn), max(drawn)) == ("2025-09", "2026-10")


def test_the_total_row_adds_up(drawn: Drawn) -> None:
    for cells in drawn.values():
        table = cells["police-township", "公安"]
        for code in {code for _name, code in table}:
            parts = [value for (name, of), value in table.items() if of == code and name != TOTAL]
            assert table[TOTAL, code] == sum(parts)
            assert len(parts) == len(TOWNSHIPS)


def test_successes_never_exceed_attempts(drawn: Drawn) -> None:
    pairs = [
        ("case.solved", "case.filed"),
        ("case.filed", "case.alerts"),
        ("case.large", "case.filed"),
        ("warn.dissuaded", "warn.issued"),
        ("warn.defrauded_after", "warn.issued"),
    ]
    for cells in drawn.values():
        table = cells["police-township", "公安"]
        for township in TOWNSHIPS:
            for less, more in pairs:
                assert table[township.name, less] <= table[township.name, more]
            own = cells["township", township.name]
            in_person = own[township.name, "warn.in_person_on_time"]
            assert in_person <= table[township.name, "warn.dissuaded"]


def test_nobody_visits_more_households_than_there_are(drawn: Drawn) -> None:
    for township in TOWNSHIPS:
        for year in ("2025", "2026"):
            visited = sum(
                cells["township", township.name][township.name, "pub.households"]
                for period, cells in drawn.items()
                if period.startswith(year)
            )
            assert visited <= township.households


def test_money_has_at_most_two_decimals_and_nothing_is_negative(drawn: Drawn) -> None:
    for month in drawn.values():
        for cells in month.values():
            for (_name, code), value in cells.items():
                assert value >= 0
                assert value == value.quantize(Decimal("0.01")), code


def test_small_places_have_months_without_a_case(drawn: Drawn) -> None:
    cases = [cells["police-township", "公安"]["丙乡", "case.filed"] for cells in drawn.values()]
    assert 0 in cases
    assert any(cases)


def test_schools_are_on_holiday_in_july_and_august(drawn: Drawn) -> None:
    taught = {
        period: cells["education", "教育局"]["教育局", "edu.schools_taught"]
        for period, cells in drawn.items()
    }
    assert [period for period, value in taught.items() if not value] == ["2026-07", "2026-08"]
