"""Files that people send: streamed to the volume of the stored files, known by content, made safe.

What is written here waits in hidden folders beside the stored files until `files.store_file`
takes it over; what was left behind is swept after a day.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import file_digest
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import structlog

from coordination.config import settings
from coordination.kernel import filetypes, photos
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.filenames import clean_name, named
from coordination.kernel.text import Text, _

log = structlog.get_logger()
BLOCK = 256 * 1024
Recognise = Callable[[Path, str], filetypes.FileType]
KEPT_FOR = timedelta(hours=24)
INCOMING, PARTS = ".incoming", ".parts"
NO_ROOM = _("服务器存储空间不足，文件没有存下，已写的文字不受影响。请告诉系统管理员，稍后再传")
EMPTY = _("文件是空的（0字节）。请打开检查后重新选取")


@dataclass(frozen=True, slots=True)
class Limits:
    """`size`: bytes of one file."""

    size: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """A safe file at `path`, not yet stored: hand it to `files.store_file`, or `discard` it."""

    path: Path
    name: str
    content_type: str
    size: int
    sha256: str

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def evidence_limits() -> Limits:
    return Limits(size=settings().max_evidence_mb * 1024 * 1024)


def accept(
    stream: IO[bytes], name: str, *, limits: Limits, recognise: Recognise = filetypes.recognise
) -> Accepted:
    """Take a file in: bounded, recognised, photos drawn anew, written durably.

    `name` is data only: cleaned, and given the suffix of what the file is. Raises Invalid with a
    sentence that says what to do; nothing is left behind then. `recognise` tells what may be taken
    where that is not what proves work.
    """
    shown = clean_name(name)
    with _workplace() as folder, _temporary(folder) as received:
        _receive(stream, received, limits)
        kind = recognise(received, shown)
        if kind.family != filetypes.PHOTO:
            return _accepted(received, named(shown, kind), kind)
        with _temporary(folder) as drawn:
            accepted = _accepted(*_drawn(received, drawn, shown, limits))
        received.unlink()
        return accepted


def _drawn(received: Path, drawn: Path, shown: str, limits: Limits) -> tuple[Path, str, filetypes.FileType]:
    """The photo drawn anew; a PNG that grew beyond the limit becomes a JPEG."""
    content_type = photos.redraw(received, drawn)
    if drawn.stat().st_size > limits.size:
        content_type = photos.redraw(received, drawn, as_photo=True)
    kind = filetypes.PNG if content_type == filetypes.PNG.content_type else filetypes.JPEG
    return drawn, named(shown, kind), kind


@contextmanager
def _workplace() -> Iterator[Path]:
    """The folder for files on their way in; a full disk is told as what it is."""
    try:
        folder = settings().uploads / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    except OSError as error:
        raise no_room(error) from error


def no_room(error: OSError) -> Exception:
    """The sentence for a full disk, and any other trouble as it is."""
    log.error("uploads", error=str(error))
    return Invalid(NO_ROOM) if error.errno in (errno.ENOSPC, errno.EDQUOT) else error


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A file that is gone when the block fails; the block that succeeds has moved or keeps it."""
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        path = Path(file.name)
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _receive(stream: IO[bytes], path: Path, limits: Limits) -> None:
    size = 0
    with path.open("wb") as file:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > limits.size:
                raise Invalid(too_big(limits))
            file.write(block)
    if size == 0:
        raise Invalid(EMPTY)


def too_big(limits: Limits) -> Text:
    return _("文件超过{limit}MB。请压缩图片、拆成几份，或转成PDF后再传", limit=limits.size // 1024 // 1024)


def _accepted(path: Path, name: str, kind: filetypes.FileType) -> Accepted:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    os.utime(path, times=(clock.now().timestamp(),) * 2)
    return Accepted(path, name, kind.content_type, path.stat().st_size, digest)


def sweep() -> int:
    """Forget what was left half sent for a day; answers how many files."""
    oldest = (clock.now() - KEPT_FOR).timestamp()
    swept = 0
    for place in (INCOMING, PARTS):
        for path in sorted((settings().uploads / place).rglob("*")):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                swept += 1
    return swept
