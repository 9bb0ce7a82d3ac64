"""The list of documents that were issued: by year, kind, state, and by a word of their text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, or_, select

from coordination.circulars.models import Circular
from coordination.circulars.policy import PUBLIC
from coordination.circulars.queries import visible_to
from coordination.circulars.states import CircularState, Kind
from coordination.kernel.db import session
from coordination.kernel.policy import Actor

PAGE = 30
LONGEST_WORDS = 60
BEFORE, AROUND = 16, 56  # characters of the passage that is shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; `words` stand in the title, the number or the text."""

    year: int | None = None
    kind: Kind | None = None
    state: CircularState | None = None
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """One document; `passage` is where its text has the words."""

    id: int
    kind: Kind
    state: CircularState
    title: str
    number: str
    issued_on: date
    printed: bool
    passage: str


@dataclass(frozen=True)
class Page:
    """`counts` are by state, narrowed by everything but the state; `years` are those with documents."""

    kept: Sequence[Kept]
    total: int
    counts: dict[CircularState, int]
    years: Sequence[int] = field(default_factory=list)

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def found(actor: Actor, wanted: Wanted) -> Page:
    """A page of the archive, latest first; four statements whatever is in it."""
    narrowed = _narrowed(actor, wanted)
    counts = {
        row[0]: row[1]
        for row in session.execute(
            narrowed.with_only_columns(Circular.state, func.count()).group_by(Circular.state)
        )
    }
    return Page(
        _rows(narrowed, wanted),
        counts.get(wanted.state, 0) if wanted.state else sum(counts.values()),
        counts,
        _years(actor),
    )


def _years(actor: Actor) -> Sequence[int]:
    kept = visible_to(actor).where(Circular.state.in_(PUBLIC))
    years = kept.with_only_columns(Circular.year).distinct().order_by(Circular.year.desc())
    return [year for year in session.scalars(years) if year is not None]


def _narrowed(actor: Actor, wanted: Wanted) -> Select[Circular]:
    kept = visible_to(actor).where(Circular.state.in_(PUBLIC))
    if wanted.year is not None:
        kept = kept.where(Circular.year == wanted.year)
    if wanted.kind is not None:
        kept = kept.where(Circular.kind == wanted.kind)
    if wanted.words:
        places = (Circular.title, _number(), _text())
        kept = kept.where(or_(*(place.icontains(wanted.words, autoescape=True) for place in places)))
    return kept


def _rows(narrowed: Select[Circular], wanted: Wanted) -> list[Kept]:
    if wanted.state is not None:
        narrowed = narrowed.where(Circular.state == wanted.state)
    columns = narrowed.with_only_columns(
        Circular.id,
        Circular.kind,
        Circular.state,
        Circular.title,
        _number().label("number"),
        Circular.issued_on,
        Circular.document_id.is_not(None).label("printed"),
        _passage(wanted.words).label("passage"),
    )
    ordered = columns.order_by(Circular.issued_on.desc(), Circular.id.desc())
    page = ordered.limit(PAGE).offset((max(1, wanted.page) - 1) * PAGE)
    return [Kept(**row) for row in session.execute(page).mappings()]


def _number() -> ColumnElement[str]:
    return func.concat(Circular.document_code, "〔", Circular.year, "〕", Circular.sequence, "号")


def _text() -> ColumnElement[str]:
    """The words as they were printed; of documents older than that, the sentences around their facts."""
    return func.coalesce(Circular.printed_text, cast(Circular.body, Text))


def _passage(words: str) -> ColumnElement[str]:
    if not words:
        return literal("")
    at = func.strpos(func.lower(Circular.printed_text), words.lower())
    line = func.substr(Circular.printed_text, func.greatest(at - BEFORE, 1), AROUND)
    shown = select(func.translate(line, "\n\t", "  ")).where(at > 0).correlate(Circular).scalar_subquery()
    return func.coalesce(shown, "")
