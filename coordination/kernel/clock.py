"""The time, as a thing one is handed. Nothing else in the product reads the system clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

#: Deadlines and dates on documents are those of China's civil time.
ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """Answers the current instant as aware UTC and the current day in China."""

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source or (lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self._source().astimezone(UTC)

    def today(self) -> date:
        return self.now().astimezone(ZONE).date()

    @contextmanager
    def standing(self, at: datetime) -> Iterator[None]:
        """Tell the aware instant `at` for a block: what is done in it belongs to that time."""
        before = self._source
        self.move(at)
        try:
            yield
        finally:
            self._source = before

    def follow(self, other: "Clock") -> None:
        """Tell the time of another clock from here on."""
        self._source = other.now

    def move(self, to: datetime | None = None, **delta: float) -> None:
        """Stand still at `to`, or jump by timedelta arguments; for tests and rehearsals."""
        instant = (to or self.now()) + timedelta(**delta)
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        self._source = lambda: instant


def file_clock(path: Path) -> Clock:
    """A clock that reads an ISO instant from a file at each question (test mode only)."""

    def read() -> datetime:
        try:
            instant = datetime.fromisoformat(path.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return datetime.now(UTC)
        return instant if instant.tzinfo else instant.replace(tzinfo=ZONE)

    return Clock(read)


clock = Clock()


def local(instant: datetime) -> datetime:
    """The instant on a wall clock in China."""
    return instant.astimezone(ZONE)
