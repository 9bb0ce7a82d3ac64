"""What everybody may know of a document: the columns of one database view, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from coordination.archive.claims import TOKEN
from coordination.circulars.states import CircularState, Kind
from coordination.documents.plain import grouped
from coordination.kernel.db import session

_COLUMNS = """
SELECT c.token, c.kind, c.state, c.title, c.document_code, c.year, c.sequence, c.issued_on, c.office_name,
  c.sha256, c.text_sha256, n.token AS corrected_by, n.document_code AS by_code, n.year AS by_year,
  n.sequence AS by_sequence, p.token AS corrects, p.document_code AS of_code, p.year AS of_year,
  p.sequence AS of_sequence
FROM public_circulars c LEFT JOIN public_circulars n ON n.token = c.corrected_by
  LEFT JOIN public_circulars p ON p.token = c.corrects"""
_BY_TOKEN = text(f"{_COLUMNS} WHERE c.token = ANY(:tokens)")
_BY_HASH = text(f"{_COLUMNS} WHERE c.sha256 = :sha256")


@dataclass(frozen=True, slots=True)
class Named:
    """Another document, as a link has it."""

    token: str
    number: str


@dataclass(frozen=True, slots=True)
class PublicCircular:
    """`short_hash` stands on the paper; `sha256` is that of the PDF, None until it is printed."""

    token: str
    number: str
    kind: Kind
    state: CircularState
    title: str
    issued_on: date
    office_name: str
    sha256: str | None
    short_hash: str
    corrected_by: Named | None
    corrects: Named | None

    @property
    def current(self) -> bool:
        return self.state is CircularState.ISSUED


def verified(token: str) -> PublicCircular | None:
    """The document that a QR code names; None for a token that none has."""
    found = by_tokens([token])
    return found[0] if found else None


def by_tokens(tokens: Sequence[str]) -> list[PublicCircular]:
    """The documents with these tokens, in their order."""
    well_formed = [token for token in tokens if TOKEN.fullmatch(token)]
    rows = _read(_BY_TOKEN, tokens=well_formed) if well_formed else []
    return sorted(rows, key=lambda one: well_formed.index(one.token))


def by_hash(sha256: str) -> PublicCircular | None:
    """The document whose PDF has this SHA-256."""
    found = _read(_BY_HASH, sha256=sha256)
    return found[0] if found else None


def _read(statement: object, **values: object) -> list[PublicCircular]:
    rows = session.execute(statement, values).mappings()  # type: ignore[call-overload]
    return [
        PublicCircular(
            token=row["token"],
            number=_number(row["document_code"], row["year"], row["sequence"]),
            kind=Kind(row["kind"]),
            state=CircularState(row["state"]),
            title=row["title"],
            issued_on=row["issued_on"],
            office_name=row["office_name"],
            sha256=row["sha256"],
            short_hash=grouped(row["text_sha256"]) if row["text_sha256"] else "",
            corrected_by=_named(row["corrected_by"], row["by_code"], row["by_year"], row["by_sequence"]),
            corrects=_named(row["corrects"], row["of_code"], row["of_year"], row["of_sequence"]),
        )
        for row in rows
    ]


def _named(token: str | None, code: str, year: int, sequence: int) -> Named | None:
    return None if token is None else Named(token, _number(code, year, sequence))


def _number(code: str, year: int, sequence: int) -> str:
    return f"{code}〔{year}〕{sequence}号"
