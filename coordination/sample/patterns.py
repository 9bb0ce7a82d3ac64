"""The published patterns of standards, for every installation; what is there already stays."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.sample.files import table
from coordination.standards.models import Criterion, Standard, StandardVersion
from coordination.standards.rules import VersionState

_NAMED = ("name", "subject_kind", "source")


def add_patterns() -> int:
    """Add the patterns that are missing; answers how many rows that were."""
    present = set(session.scalars(select(Standard.name).where(Standard.office_id.is_(None))))
    missing = [one for one in table("standards.toml")["pattern"] if one["name"] not in present]
    return sum(_add(place, one) for place, one in enumerate(missing, start=len(present) + 1))


def _add(place: int, given: dict[str, Any]) -> int:
    """The criteria come first: an enacted version takes no more."""
    settings = {name: value for name, value in given.items() if name not in (*_NAMED, "criterion")}
    criteria = [_criterion(number, one) for number, one in enumerate(given["criterion"], start=1)]
    version = StandardVersion(
        standard=Standard(sort_order=place * 10, **{name: given[name] for name in _NAMED}),
        number=1,
        state=VersionState.DRAFT,
        criteria=criteria,
        **settings,
    )
    session.add(version)
    session.flush()
    version.effective_on, version.enacted_at = clock.today(), clock.now()
    version.state = VersionState.ENACTED
    session.flush()
    return 2 + len(criteria)


def _criterion(number: int, given: dict[str, Any]) -> Criterion:
    threshold = Decimal(given["threshold"]) if "threshold" in given else None
    return Criterion(code=str(number), sort_order=number * 10, **given | {"threshold": threshold})
