"""Days in public, references, contacts."""

from datetime import date

import pytest

from coordination.kernel.errors import Invalid
from coordination.notices.rules import checked, closes_on, flaws, is_over, new_reference


def test_seven_days_from_the_sixth_end_with_the_twelfth():
    assert closes_on(date(2026, 11, 6), 7) == date(2026, 11, 12)
    assert closes_on(date(2026, 11, 6), 1) == date(2026, 11, 6)


def test_the_last_day_is_still_in_public():
    last = date(2026, 11, 12)
    assert not is_over(last, last)
    assert is_over(last, date(2026, 11, 13))
    assert not is_over(None, last)


def test_references_can_be_read_out_and_differ():
    drawn = {new_reference() for _each in range(200)}
    assert len(drawn) == 200
    assert not set("".join(drawn)) & set("01OIL")
    assert {len(one) for one in drawn} == {14}


@pytest.mark.parametrize("phone", ["0931-1234567", "13800000000", "+86 931 1234567", "(0931)1234567转8"])
def test_a_phone_may_be_written_as_people_do(phone):
    said = "上个月有居民被骗，材料没有写。"
    assert checked(" 张某 ", phone, f" {said}\n") == ("张某", phone, said)


@pytest.mark.parametrize(
    ("name", "phone", "field"),
    [
        ("", "0931-1234567", "contact_name"),
        ("张", "12345", "contact_phone"),
        ("张", "a" * 9, "contact_phone"),
    ],
)
def test_an_objection_needs_a_contact(name, phone, field):
    assert list(flaws(name, phone, "长" * 10)) == [field]


@pytest.mark.parametrize("text", ["", "太短", "长" * 1001])
def test_an_objection_says_something(text):
    assert list(flaws("张", "0931-1234567", text)) == ["text"]


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(Invalid) as refusal:
        checked(" ", "1", "短")
    assert list(refusal.value.errors) == ["contact_name", "contact_phone", "text"]
