"""Targets of titles for the year of the sample (示例): of the office, and of two townships more."""

from datetime import date, datetime, time
from decimal import Decimal

from coordination.kernel.clock import ZONE, clock
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.register import services
from coordination.register.queries.standing import counts
from coordination.sample.months import LAST, Cast
from coordination.subjects.rules import SubjectKind

#: Set in the third week of the year.
SET_ON = date(LAST.year, 1, 19)
WHOLE = Decimal(15)
#: The first two townships of the official list.
OWN = (Decimal(25), Decimal(20))


def set_year_targets(office: Office) -> None:
    """As the clerk does on the page."""
    kind = SubjectKind.COMMUNITY
    townships = sorted(counts(office.id, kind, [SET_ON])[SET_ON])
    shares: dict[int | None, Decimal | None] = {None: WHOLE, **dict(zip(townships, OWN, strict=False))}
    with clock.standing(datetime.combine(SET_ON, time(10), ZONE)):
        services.set_targets(
            office,
            actor=Cast.of(office).clerks[0].actor,
            operation=fresh_key(),
            year=SET_ON.year,
            kind=kind,
            shares=shares,
            version=0,
        )
