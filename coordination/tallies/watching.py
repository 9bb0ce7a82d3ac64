"""What slices above this one do when a filing of tallies arrives. They publish; nothing here knows them.

A watcher runs inside the transaction of the filing and only queues its work (`job.later`).
"""

from collections.abc import Callable

from coordination.tallies.models import Filing

Watch = Callable[[Filing], object]
_watches: list[Watch] = []


def publish(watch: Watch) -> None:
    """Register what to do with every filing; registered before, it is not called twice."""
    if watch not in _watches:
        _watches.append(watch)


def filed(filing: Filing) -> None:
    """Tell everybody who watches."""
    for watch in _watches:
        watch(filing)
