"""Many issues over a link that breaks, each sent twice; shared by the test and the benchmark."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError

from coordination.circulars import services
from coordination.circulars.models import Circular
from coordination.kernel import db
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor

TRIES = 60
BROKEN = (OperationalError, InterfaceError, DisconnectionError)


@dataclass(frozen=True)
class Sent:
    """One act of signing: which circular, from which version, under which key."""

    circular: int
    version: int
    key: str


def sent_twice(circulars: Sequence[Circular]) -> list[Sent]:
    """Each as a browser would send it, and once more."""
    once = [Sent(one.id, one.version, fresh_key()) for one in circulars]
    return [act for act in once for _again in range(2)]


def send(act: Sent, leader: Actor) -> int:
    """Sign, and sign again with the same key while the link breaks; answers how often it was tried."""
    for attempt in range(1, TRIES + 1):
        with db.acting(db.SYSTEM_SCOPE):
            try:
                circular = db.session.get_one(Circular, act.circular)
                services.issue(circular, actor=leader, operation=act.key, version=act.version, accepted=True)
            except BROKEN:
                continue
            else:
                return attempt
            finally:
                db.session.remove()
    raise AssertionError(f"circular {act.circular} was not issued in {TRIES} tries")


def send_all(acts: Sequence[Sent], leader: Actor, at_once: int) -> int:
    """All of them, `at_once` side by side; answers the number of tries."""
    with ThreadPoolExecutor(at_once) as pool:
        return sum(pool.map(lambda act: send(act, leader), acts))
