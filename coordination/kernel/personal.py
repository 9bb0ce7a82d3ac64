"""Numbers that say who somebody is, found in free text: where only sums belong they are refused."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from coordination.kernel.text import Text, _

LONG_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){10,18}[0-9Xx]?(?![0-9])")


@dataclass(frozen=True, slots=True)
class Personal:
    """A run of digits by its beginning and end, what it is, and where it stands."""

    masked: str
    kind: Text
    start: int
    end: int


def personal(text: str) -> Iterator[Personal]:
    """Each 18-digit identity number (GB 11643), mobile number and bank card (Luhn) in `text`, masked.

    Source: domain, section 8; 个人信息保护法, article 6 (only what the purpose needs).
    """
    for match in LONG_DIGITS.finditer("".join(map(_one_form, text))):
        digits = re.sub(r"[ -]", "", match.group())
        kind = _kind(digits)
        if kind is not None:
            yield Personal(f"{digits[:3]}…{digits[-2:]}", kind, match.start(), match.end())


def _one_form(character: str) -> str:
    """Full-width and other digits as ASCII; each character keeps its place."""
    same = unicodedata.normalize("NFKC", character)
    return same if len(same) == 1 else character


def _kind(digits: str) -> Text | None:
    """What a run of digits is by its own checksum; None when it is nothing personal."""
    if re.fullmatch(r"[0-9]{17}[0-9Xx]", digits) and _is_identity(digits.upper()):
        return _("身份证号")
    if re.fullmatch(r"(?:86)?1[3-9][0-9]{9}", digits):
        return _("手机号")
    if 16 <= len(digits) <= 19 and digits.isdecimal() and luhn.is_valid(digits):
        return _("银行卡号")
    return None


def _is_identity(digits: str) -> bool:
    """18 digits with a date of birth and the check digit of GB 11643; the place is not looked up."""
    try:
        ric.get_birth_date(digits)
    except ValidationError:
        return False
    return bool(ric.calc_check_digit(digits) == digits[-1])
