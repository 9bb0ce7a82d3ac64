"""Packages that were sent and received, and what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.transmissions.models import ReceivedFigure, Transmission
from coordination.transmissions.rules import Kept, Line
from coordination.transmissions.states import Direction

PAGE = 50
_CHILDREN = text(
    "SELECT name, place[cardinality(place)] AS place FROM offices_below(:top) WHERE parent_id = :top"
)


def visible_to(actor: Actor) -> Select[Transmission]:
    return select(Transmission).where(Transmission.office_id == actor.office_id)


def package(actor: Actor, **places: int) -> Transmission | None:
    """The package of an address, with its file and who kept it."""
    found = visible_to(actor).where(Transmission.id == places["id"])
    eager = found.options(joinedload(Transmission.file, innerjoin=True), joinedload(Transmission.kept_by))
    return session.scalars(eager).first() if 0 < places["id"] < 2**63 else None


def packages(actor: Actor, direction: Direction, page: int = 1) -> tuple[Sequence[Transmission], bool]:
    """Packages one way, latest first, 50 to the page; and whether there are more."""
    found = visible_to(actor).where(Transmission.direction == direction)
    rows = session.scalars(
        found.options(joinedload(Transmission.kept_by))
        .order_by(Transmission.id.desc())
        .limit(PAGE + 1)
        .offset((max(1, page) - 1) * PAGE)
    ).all()
    return rows[:PAGE], len(rows) > PAGE


def revisions(package: Transmission) -> Sequence[Transmission]:
    """Every revision of what this package is one of, latest first."""
    same = ("office_id", "direction", "place", "form_code", "period")
    found = select(Transmission).where(
        *(getattr(Transmission, name) == getattr(package, name) for name in same)
    )
    return session.scalars(
        found.options(joinedload(Transmission.kept_by)).order_by(Transmission.revision.desc())
    ).all()


def kept(office_id: int, place: str, form_code: str, period: str) -> list[Kept]:
    """What an office has received of one sender, form and period."""
    rows = session.execute(
        select(Transmission.revision, Transmission.digest).where(
            Transmission.office_id == office_id,
            Transmission.direction == Direction.IN,
            Transmission.place == place,
            Transmission.form_code == form_code,
            Transmission.period == period,
        )
    )
    return [Kept(*row) for row in rows]


def lines(package: Transmission) -> list[Line]:
    """The figures of a received package, in the order of place, reporter and indicator."""
    rows = session.execute(
        select(
            ReceivedFigure.subject,
            ReceivedFigure.subject_name,
            ReceivedFigure.reporter,
            ReceivedFigure.indicator_code,
            ReceivedFigure.value,
        )
        .where(ReceivedFigure.transmission_id == package.id)
        .order_by(ReceivedFigure.subject, ReceivedFigure.reporter, ReceivedFigure.indicator_code)
    )
    return [Line(*row) for row in rows]


def latest(office_id: int, form_code: str, period: str) -> Sequence[Transmission]:
    """The package in force of each sender: its latest revision; in the order of the codes of places."""
    return session.scalars(
        select(Transmission)
        .where(
            Transmission.office_id == office_id,
            Transmission.direction == Direction.IN,
            Transmission.form_code == form_code,
            Transmission.period == period,
        )
        .ext(distinct_on(Transmission.place))
        .order_by(Transmission.place, Transmission.revision.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Topic:
    """A form and a period of which something was received; `senders`: from how many offices."""

    form_code: str
    form_name: str
    period: str
    senders: int


def topics(actor: Actor) -> list[Topic]:
    """What has been received, latest period first."""
    rows = session.execute(
        visible_to(actor)
        .where(Transmission.direction == Direction.IN)
        .with_only_columns(
            Transmission.form_code,
            func.max(Transmission.form_name),
            Transmission.period,
            func.count(Transmission.place.distinct()),
        )
        .group_by(Transmission.form_code, Transmission.period)
        .order_by(Transmission.period.desc(), Transmission.form_code)
        .limit(200)
    )
    return [Topic(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office below. `package` None: nothing received yet."""

    place: str
    name: str
    package: Transmission | None
    sums: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Table:
    """Offices below × indicators: the sums of the packages in force, and their total."""

    columns: Sequence[Column]
    rows: Sequence[OfficeRow]
    total: Mapping[str, Decimal]

    @property
    def received(self) -> int:
        return sum(row.package is not None for row in self.rows)


def table(actor: Actor, form_code: str, period: str) -> Table:
    """The figures of the offices below for one form and period, in a constant number of queries."""
    office_id = actor.office_id or 0
    packages = {one.place: one for one in latest(office_id, form_code, period)}
    sums = _sums([one.id for one in packages.values()])
    names = {row.place: row.name for row in session.execute(_CHILDREN, {"top": office_id})}
    names |= {place: one.sender_name for place, one in packages.items()}
    rows = [
        OfficeRow(place, names[place], found, sums.get(found.id, {}) if found else {})
        for place in sorted(names)
        for found in (packages.get(place),)
    ]
    total: dict[str, Decimal] = {}
    for row in rows:
        for code, value in row.sums.items():
            total[code] = total.get(code, Decimal()) + value
    return Table(_columns(total), rows, total)


def _sums(package_ids: Sequence[int]) -> dict[int, dict[str, Decimal]]:
    rows = session.execute(
        select(ReceivedFigure.transmission_id, ReceivedFigure.indicator_code, func.sum(ReceivedFigure.value))
        .join(Indicator, Indicator.code == ReceivedFigure.indicator_code)
        .where(ReceivedFigure.transmission_id.in_(package_ids), Indicator.over_divisions == "sum")
        .group_by(ReceivedFigure.transmission_id, ReceivedFigure.indicator_code)
    )
    found: dict[int, dict[str, Decimal]] = {}
    for package_id, code, value in rows:
        found.setdefault(package_id, {})[code] = value
    return found


def _columns(codes: Mapping[str, Decimal]) -> list[Column]:
    rows = session.execute(
        select(Indicator.code, Indicator.name, Indicator.unit)
        .where(Indicator.code.in_(codes))
        .order_by(Indicator.id)
    )
    return [Column(*row) for row in rows]
