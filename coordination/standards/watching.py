"""What slices above this one do when an event that vetoes a title is entered. They publish; nothing here
knows them. A watcher runs inside the transaction of the entry and only queues its work (`job.later`)."""

from collections.abc import Callable

from coordination.standards.models import VetoEvent

Watch = Callable[[VetoEvent], object]
_watches: list[Watch] = []


def publish(watch: Watch) -> None:
    """Register what to do with every veto; registered before, it is not called twice."""
    if watch not in _watches:
        _watches.append(watch)


def vetoed(event: VetoEvent) -> None:
    """Tell everybody who watches."""
    for watch in _watches:
        watch(event)
