"""Levels and names: what makes a division a child of another, what makes a name acceptable."""

import unicodedata
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


def is_below(path: str, ancestor: str) -> bool:
    """Whether the division with `path` is `ancestor` itself or lies in its subtree."""
    return path.startswith(ancestor)


def masked_phone(phone: str) -> str:
    """A phone number as lists show it: 138****5678. Shorter numbers keep their last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(0, len(phone) - 2) + phone[-2:] if phone else ""
