"""Sending what is due, on a queue of its own, so that a slow mail server delays nothing else."""

from coordination.kernel.db import SYSTEM_SCOPE, acting
from coordination.kernel.jobs import job
from coordination.kernel.operations import transaction
from coordination.notifications import sending


@job(queue="mail", alone=True)
def deliver() -> None:
    """Send what is due for a short while; rings again for the rest, so that a worker can be stopped."""
    if sending.send_due():
        with transaction():
            deliver.soon()


def ring_when_due() -> bool:
    """Ring for what became due by the clock or was left behind; answers whether there was any."""
    with acting(SYSTEM_SCOPE), transaction():
        due = sending.is_due()
        if due:
            deliver.soon()
    return due
