"""Numbers that say who somebody is, and numbers that only look like it."""

import pytest

from coordination.kernel.personal import personal


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("身份证11010519491231002X，请核", ["身份证号"]),
        ("１１０１０５１９４９１２３１００２Ｘ", ["身份证号"]),
        ("电话138 9311-2345", ["手机号"]),
        ("86138 9311 2345", ["手机号"]),
        ("卡6222020200012345670转账", ["银行卡号"]),
        ("13893112345和13893112346", ["手机号", "手机号"]),
        ("110105194912310021", []),  # the check digit is wrong
        ("6222020200012345671", []),
        ("损失12345678901元", []),
        ("2026-10-31至2026-11-06", []),
        ("", []),
    ],
)
def test_only_what_its_own_checksum_confirms_is_personal(text: str, kinds: list[str]) -> None:
    assert [str(found.kind) for found in personal(text)] == kinds


def test_what_is_found_is_not_repeated_in_full() -> None:
    (found,) = personal("13893112345")
    assert found.masked == "138…45"
