"""To whom a document goes when nobody has chosen."""

from types import SimpleNamespace

import pytest

from coordination.circulars.states import Kind
from coordination.dispatches.addressing import by_default, line_of
from coordination.dispatches.states import Role

UNITS = [
    SimpleNamespace(id=1, name="山阳公安分局", short_name="公安分局"),
    SimpleNamespace(id=2, name="工商银行山阳支行", short_name="工行"),
    SimpleNamespace(id=3, name="青溪镇", short_name="青溪镇"),
    SimpleNamespace(id=4, name="白塔街道", short_name="白塔"),
]
EVERYBODY = "各镇人民政府、各街道办事处，联席会议各成员单位"


def roles(kind, addressees, copies=""):
    return {key: str(role) for key, role in by_default(kind, addressees, copies, UNITS).items()}


@pytest.mark.parametrize("kind", [Kind.MONTHLY, Kind.SPECIAL, Kind.CORRECTION, Kind.MINUTES])
def test_a_circular_goes_to_every_unit(kind):
    assert roles(kind, EVERYBODY) == dict.fromkeys((1, 2, 3, 4), "main")


def test_who_is_named_in_the_copies_gets_a_copy():
    sent = roles(Kind.MONTHLY, EVERYBODY, "区委政法委，工商银行山阳支行。")
    assert sent == {1: "main", 2: "copy", 3: "main", 4: "main"}
    assert roles(Kind.MONTHLY, EVERYBODY, "区委政法委，工行、公安分局")[1] == "copy"


@pytest.mark.parametrize("kind", [Kind.LETTER, Kind.REMINDER])
def test_a_letter_goes_to_whom_its_lines_name(kind):
    assert roles(kind, "青溪镇人民政府", "山阳公安分局、白塔街道办事处") == {1: "copy", 3: "main", 4: "copy"}
    assert roles(kind, "临河区联席办") == {}
    assert roles(kind, "工商银行") == {}, "a part of a name is no name"


def test_named_twice_is_a_main_recipient():
    assert roles(Kind.LETTER, "工行", "工行") == {2: "main"}


def test_a_line_has_the_names_in_official_order():
    chosen = {4: Role.MAIN, 1: Role.MAIN, 2: Role.COPY}
    assert line_of(UNITS, chosen, Role.MAIN) == "山阳公安分局、白塔街道"
    assert line_of(UNITS, chosen, Role.COPY) == "工商银行山阳支行"
