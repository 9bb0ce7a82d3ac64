"""Levels and names: what makes a division a child of another, what makes a name acceptable."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from itertools import pairwise

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

NAME_AT_MOST = 60
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


class Level(StrEnum):
    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    COMMUNITY = "community"


LEVEL_LABELS: dict[Level, Text] = {
    Level.COUNTRY: _("全国"),
    Level.PROVINCE: _("省级"),
    Level.CITY: _("市级"),
    Level.COUNTY: _("区县级"),
    Level.TOWNSHIP: _("乡镇街道"),
    Level.COMMUNITY: _("村社区"),
}
#: The level directly below; a community has nothing below it.
BELOW: dict[Level, Level] = dict(pairwise(Level))

TOWNSHIP_KIND = "township"
#: What a population counts: 常住 lives there, 户籍 is registered there; the rates differ by it.
POPULATION_BASES: dict[str, Text] = {"常住": _("常住"), "户籍": _("户籍")}
POPULATION_YEARS_BACK = 15
_PHONE = re.compile(r"\+?[0-9][0-9 -]{2,18}[0-9]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－　（）", "0123456789+- ()")


def clean_name(typed: str, *, field: str, at_most: int = NAME_AT_MOST, private_use: bool = False) -> str:
    """The name in Unicode NFC without white space at its ends.

    `private_use` admits characters of the private use area, with which the official list of
    divisions writes a few rare ones.

    Raises Invalid at `field` when it is empty, longer than `at_most` characters, or holds
    characters that nobody can see (zero width, direction marks): two names that look alike
    would otherwise be two units.
    """
    name = unicodedata.normalize("NFC", typed).strip()
    if not name:
        raise Invalid(_("请填写名称。"), field=field)
    if len(name) > at_most:
        raise Invalid(
            _("名称最多{limit}个字，现在是{count}个字。", limit=at_most, count=len(name)), field=field
        )
    refused = _INVISIBLE - {"Co"} if private_use else _INVISIBLE
    if any(unicodedata.category(character) in refused for character in name):
        raise Invalid(_("名称里有看不见的字符，请删去后重新输入。"), field=field)
    return name


def clean_phone(typed: str, *, field: str) -> str:
    """The number with half-width digits; empty stays empty.

    Raises Invalid at `field` unless it is 4 to 20 digits with spaces or dashes between them.
    """
    phone = typed.translate(_FULL_WIDTH).strip()
    if phone and _PHONE.fullmatch(phone) is None:
        raise Invalid(_("电话要填数字，例如 0931-2300000 或 13800000000。"), field=field)
    return phone


def check_counts(
    population: int | None, households: int | None, *, basis: str, source: str, year: int | None, today: date
) -> None:
    """Raise Invalid, each at its field, unless the numbers are whole and told where they come from.

    A population without basis, source and year cannot be compared with another (domain, section 3).
    """
    errors: dict[str, Text] = {}
    if population is not None and households is not None and households > population:
        errors["households"] = _("户数不会多于人口数，请核对。")
    if population is None and households is not None:
        errors["population"] = _("填了户数，也要填人口。")
    if population is not None:
        errors |= _origin(basis, source, year, today)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def _origin(basis: str, source: str, year: int | None, today: date) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    if basis not in POPULATION_BASES:
        errors["population_basis"] = _("请选择口径：常住或户籍。")
    if not source.strip():
        errors["population_source"] = _("请填写来源，例如：第七次全国人口普查。")
    if year is None or not today.year - POPULATION_YEARS_BACK <= year <= today.year:
        errors["population_year"] = _(
            "年份要在{first}到{last}之间。", first=today.year - POPULATION_YEARS_BACK, last=today.year
        )
    return errors


def is_below(path: str, ancestor: str) -> bool:
    """Whether the division with `path` is `ancestor` itself or lies in its subtree."""
    return path.startswith(ancestor)


def division_ids(path: str) -> list[int]:
    """The ids on a path such as /1/5/33/, from the root to the division itself."""
    return [int(part) for part in path.split("/") if part]


def masked_phone(phone: str) -> str:
    """A phone number as lists show it: 138****5678. Shorter numbers keep their last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(0, len(phone) - 2) + phone[-2:] if phone else ""
