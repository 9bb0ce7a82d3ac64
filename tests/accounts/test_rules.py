"""User names, functions that go together, codes, passwords."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.accounts.rules import (
    ADMINISTRATORS,
    FUNCTION_LABELS,
    UNIT_FUNCTIONS,
    check_functions,
    check_password,
    check_username,
    code_from,
)
from coordination.kernel.errors import Invalid
from coordination.kernel.functions import Function


@pytest.mark.parametrize("name", ["abc", "zhang.san", "7lihe_police-1", "a" * 40])
def test_good_user_names(name: str) -> None:
    check_username(name)


@pytest.mark.parametrize(
    "name", ["", "ab", "a" * 41, "Zhang", ".abc", "-abc", "张三李", "a b c", "ａbc", "abc\n"]
)
def test_bad_user_names(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_username(name)
    assert list(refused.value.errors) == ["username"]


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_an_administrator_is_nothing_else(administrator: Function) -> None:
    check_functions(frozenset({administrator}), in_unit=False)
    for other in set(Function) - {administrator}:
        with pytest.raises(Invalid):
            check_functions(frozenset({administrator, other}), in_unit=False)
    with pytest.raises(Invalid):
        check_functions(frozenset({administrator}), in_unit=True)


def test_functions_of_units_and_of_the_office_do_not_mix() -> None:
    for pair in combinations(UNIT_FUNCTIONS, 2):
        check_functions(frozenset(pair), in_unit=True)
        with pytest.raises(Invalid):
            check_functions(frozenset(pair), in_unit=False)
    check_functions(frozenset({Function.CLERK, Function.LEADER}), in_unit=False)
    with pytest.raises(Invalid):
        check_functions(frozenset({Function.CLERK}), in_unit=True)
    with pytest.raises(Invalid):
        check_functions(frozenset(), in_unit=False)


def test_every_function_has_its_words() -> None:
    assert set(FUNCTION_LABELS) == set(Function)


@given(st.binary(min_size=16, max_size=32))
def test_a_code_is_sixty_bits_in_groups_without_letters_taken_for_others(secret: bytes) -> None:
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}", code_from(secret))


@given(st.integers(0, 2**60 - 1), st.integers(0, 2**60 - 1))
def test_two_codes_are_the_same_only_when_their_sixty_bits_are(one: int, other: int) -> None:
    codes = [code_from(number.to_bytes(16, "big")) for number in (one, other)]
    assert (codes[0] == codes[1]) == (one == other)


@pytest.mark.parametrize(
    "password", ["Short-1", "alllowercase", "NoDigits", "clerk-Password-1", "A" * 100 + "a1" * 20]
)
def test_passwords_that_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(password, username="clerk", min_length=10, classes=3)
    assert list(refused.value.errors) == ["password"]
