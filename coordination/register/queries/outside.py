"""What everybody may read of an office's titles: the columns of one database view, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import RowMapping, text

from coordination.certificates.queries.public import shown_state
from coordination.certificates.states import CertificateState
from coordination.kernel.db import session
from coordination.organizations.spelling import initials, quick_initials

PAGE = 50
_STANDING = "(c.state IN ('valid', 'suspended') AND (c.valid_until IS NULL OR c.valid_until >= :today))"
_FITS = """c.division_code = :code AND (:words = '' OR strpos(lower(c.subject_name), lower(:words)) > 0
  OR strpos(c.number, :words) > 0 OR c.id = ANY(:spelled))"""
_COUNTS = text(f"""
SELECT count(*), count(*) FILTER (WHERE {_STANDING}), max(c.office_name)
FROM public_certificates c WHERE {_FITS}""")  # noqa: S608  no word of a person in it
_NAMES = text("SELECT id, subject_name FROM public_certificates WHERE division_code = :code")
_OFFICE = text("SELECT office_name FROM public_certificates WHERE division_code = :code LIMIT 1")
_ROWS = text(f"""
SELECT c.token, c.number, c.title_name, c.subject_name, c.unit_name, c.state, c.named_on, c.valid_until
FROM public_certificates c WHERE {_FITS} AND (:every OR {_STANDING})
ORDER BY c.named_on DESC, c.id DESC LIMIT :most OFFSET :from""")  # noqa: S608
_SPELLINGS = (initials, quick_initials)
#: How people type the brackets of a number.
_BRACKETS = str.maketrans("[［(（【]］)）】", "〔" * 5 + "〕" * 5)


class Which(StrEnum):
    """What the public list shows: titles that stand, or all that were ever given."""

    STANDING = "standing"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class PublicTitle:
    """`state` is the one of today, whether or not the schedule has got to it."""

    token: str
    number: str
    title_name: str
    subject_name: str
    unit_name: str
    state: CertificateState
    named_on: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """A page; `counts` of everything that fits the words. `office_name` is empty without any title."""

    office_name: str
    rows: Sequence[PublicTitle]
    counts: Mapping[Which, int]
    page: int
    pages: int


def register(division_code: str, words: str, which: Which, page: int, today: date) -> PublicRegister:
    """The titles of the office of a division, the latest first, found by a part of the name, by initials or
    by number; at most four statements."""
    words = words.translate(_BRACKETS)
    values = {
        "code": division_code,
        "words": words,
        "today": today,
        "spelled": _spelled(division_code, words),
    }
    whole, standing, name = session.execute(_COUNTS, values).one()
    counts = {Which.STANDING: standing, Which.ALL: whole}
    pages = max(1, -(-counts[which] // PAGE))
    page = min(max(1, page), pages)
    asked = values | {"every": which is Which.ALL, "most": PAGE, "from": (page - 1) * PAGE}
    rows = [_title(row, today) for row in session.execute(_ROWS, asked).mappings()]
    name = name or session.execute(_OFFICE, {"code": division_code}).scalar() or ""
    return PublicRegister(name, rows, counts, page, pages)


def _spelled(division_code: str, words: str) -> list[int]:
    """The titles whose subject is spelled by these letters: an office has some hundreds."""
    letters = words.lower()
    if not (letters.isascii() and letters.isalpha()):
        return []
    names = session.execute(_NAMES, {"code": division_code})
    return [row.id for row in names if any(letters in spell(row.subject_name) for spell in _SPELLINGS)]


def _title(row: RowMapping, today: date) -> PublicTitle:
    state = shown_state(CertificateState(row["state"]), row["valid_until"], today)
    return PublicTitle(**{**row, "state": state})
