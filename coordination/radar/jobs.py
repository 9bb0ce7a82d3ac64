"""Looking at what was filed, away from the request; the rows decide what is still to be looked at."""

from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting
from coordination.kernel.jobs import job
from coordination.kernel.operations import transaction
from coordination.radar.queries.unscanned import of_period, unscanned
from coordination.radar.scanning import scan


@job()
def look() -> None:
    """Look at whatever was filed since, or had a limit pass, in every office."""
    for batch in unscanned(clock.now()):
        scan(batch)


@job()
def look_at(office_id: int, period: str) -> None:
    """Look at everything filed in an office for a period."""
    scan(of_period(office_id, period))


def look_when_due() -> bool:
    """Ring for what was filed since; runs on the schedule, answers whether there was any."""
    with acting(SYSTEM_SCOPE), transaction():
        due = bool(unscanned(clock.now()))
        if due:
            look.soon()
    return due
