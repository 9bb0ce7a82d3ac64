"""How many documents an office issued in a year, against how many it means to issue.

Source: 《整治形式主义为基层减负若干规定》 (2024-08): documents are counted and kept within a plan.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from coordination.circulars.models import Circular, DocumentQuota
from coordination.circulars.policy import PUBLIC
from coordination.kernel.db import session


@dataclass(frozen=True, slots=True)
class Meter:
    """`most` None where the office has set no number."""

    year: int
    issued: int
    most: int | None

    @property
    def left(self) -> int | None:
        return None if self.most is None else self.most - self.issued

    @property
    def percent(self) -> int:
        """How much of the plan is used, at most 100."""
        return 0 if not self.most else min(100, 100 * self.issued // self.most)


def meter(office_id: int, year: int) -> Meter:
    """What was issued in a year, withdrawn documents included, and the plan."""
    issued = select(func.count()).where(
        Circular.office_id == office_id, Circular.year == year, Circular.state.in_(PUBLIC)
    )
    quota = session.get(DocumentQuota, (office_id, year))
    return Meter(year, session.scalar(issued) or 0, quota.most if quota else None)
