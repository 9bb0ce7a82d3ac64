"""Length, and orders to those whom an advisory body cannot order.

Source: 《整治形式主义为基层减负若干规定》 (2024-08): documents on a special task at most 4,000 characters,
comprehensive ones 5,000; advisory bodies issue no 指令性公文 to lower Party committees and governments.
"""

import re
from collections.abc import Iterator

from coordination.proofreading.findings import Finding, Rule
from coordination.proofreading.sentences import Parts

SPECIAL, COMPREHENSIVE = 4_000, 5_000
_BODY = (
    r"各?(?:乡镇|镇|乡|街道|县|市|区|县(?:市、?区)|县\(市、?区\)|市州|州市|村)[^，。;\n]{0,10}?(?:党委、?(?:和)?(?:人民)?政府|党工委、?办事处|党工委|党委|人民政府|政府|办事处)"
    r"|各级党委、?(?:和)?(?:人民)?政府"
)
_GOVERNMENTS = re.compile(r"党委|人民政府|政府|办事处|党工委")
_NOT_AN_ORDER = r"(?<![主重需必只首摘纲提不概扼紧机险])要(?![求素点闻案犯害领件么是])"
_ORDER = rf"(?:{_NOT_AN_ORDER}|必须|务必|务须|应当|应立即|须|不得|严禁|责令|责成|限期|一律|不准)"
_IMPERATIVE = re.compile(rf"(?P<who>{_BODY})(?P<between>[^。;!?\n]{{0,30}}?)(?P<order>{_ORDER})")
_SOMEBODY_ELSE = re.compile(r"[县市区]?(?:委|政府|法律?|规定|条例|办法)(?:要求|明确|规定)|根据|按照|依据")


def to_governments(addressees: str) -> bool:
    """Whether a document is sent to lower Party committees or governments."""
    return _GOVERNMENTS.search(addressees) is not None


def too_long(parts: Parts, limit: int = SPECIAL) -> Iterator[Finding]:
    """What lies beyond the limit of characters, blanks not counted."""
    places = [place for place, one in enumerate(parts.original) if not one.isspace()]
    if len(places) > limit:
        start, end = places[limit], places[-1] + 1
        yield Finding(Rule.LENGTH, parts.original[start : start + 30], str(limit), start, end)


def orders(parts: Parts) -> Iterator[Finding]:
    """Imperative wording addressed to lower Party committees or governments; there is no right form of it."""
    for match in _IMPERATIVE.finditer(parts.text):
        begin = parts.sentences.around(match.start())[0]
        if _SOMEBODY_ELSE.search(parts.text, begin, match.start("order")):
            continue
        start, end = match.start(), match.end()
        yield Finding(Rule.IMPERATIVE, parts.original[start:end], None, start, end)
