"""What slices above this one do when an application leaves the procedure: withdrawn, refused, sent back.

They publish; nothing here knows them. A watcher runs inside the transaction of the act, after the state has
changed: `before` is the state it left (a public notice takes the application off when that is NOTICE).
"""

from collections.abc import Callable

from coordination.applications.models import Application
from coordination.applications.states import ApplicationState
from coordination.kernel.policy import Actor

Watch = Callable[[Application, ApplicationState, Actor], object]
_watches: list[Watch] = []


def publish(watch: Watch) -> None:
    """Register what to do with every application that leaves; registered before, it is not called twice."""
    if watch not in _watches:
        _watches.append(watch)


def left(application: Application, before: ApplicationState, actor: Actor) -> None:
    """Tell everybody who watches."""
    for watch in _watches:
        watch(application, before, actor)
