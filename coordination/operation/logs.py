"""Log files of one instance: JSON lines kept in files, short lines shown to a person."""

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

LARGEST = 20_000_000
SHOWN = ("warning", "error", "critical")


def configure(level: str) -> None:
    """One JSON line per event on standard output: event, level, timestamp, what is bound to the request."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


class JSONLines(logging.Formatter):
    """Lines of the standard library's loggers in the form of the product's own: event, level, timestamp."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def rotate(folder: Path) -> None:
    """Keep one former file of each log that has grown beyond 20 MB; at start only, when nobody writes."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        if log.stat().st_size > LARGEST:
            log.replace(log.with_suffix(".log.1"))


@dataclass
class Follower:
    """Reads what was added to one log since the last look."""

    log: Path
    _position: int = field(default=-1, init=False)

    def __post_init__(self) -> None:
        self._position = self.log.stat().st_size if self.log.exists() else 0

    def news(self) -> list[str]:
        """Short lines for the warnings and errors among the new whole lines."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as file:
            file.seek(self._position)
            added = file.read(1_000_000)
        whole = added[: added.rfind(b"\n") + 1]
        self._position += len(whole)
        lines = (short(line.decode("utf-8", "replace")) for line in whole.splitlines())
        return [f"{self.log.stem} {line}" for line in lines if line]


def short(line: str) -> str:
    """`error circular not rendered` for a JSON line of that level; empty for what needs no attention."""
    try:
        entry = json.loads(line)
    except ValueError:
        return ""
    if not isinstance(entry, dict) or entry.get("level") not in SHOWN:
        return ""
    return f"{entry['level']} {entry.get('event', '')}"[:200]


def tail(log: Path, lines: int = 12) -> str:
    """The last lines, for the message that says why something did not start."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
