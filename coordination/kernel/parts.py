"""A file that arrives in parts over a line that drops: it goes on where it stopped.

Parts are appended to one file for each account and upload; the sender says where a part begins and
is told how much is held. A part that does not begin there changes nothing, so a resend is harmless.
"""

import fcntl
import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from coordination.config import settings
from coordination.kernel import uploads
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.text import _

#: One part is at most so long, and all half-sent files of one account so many times the largest file.
PART_AT_MOST = 2 * 1024 * 1024
FILES_AT_MOST = 25
_MARK = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Upload:
    """`place` is what the file is for, `mark` what the sender calls it, `size` its bytes in the end."""

    account_id: int
    place: str
    mark: str
    size: int

    @property
    def path(self) -> Path:
        name = sha256(f"{self.place}\0{self.mark}\0{self.size}".encode()).hexdigest()
        return _folder(self.account_id) / name

    @property
    def _done(self) -> Path:
        return self.path.with_suffix(".done")


def _folder(account_id: int) -> Path:
    return settings().uploads / uploads.PARTS / str(account_id)


def upload(account_id: int, place: str, mark: str, size: int, limits: uploads.Limits) -> Upload:
    """An upload within the limits; Invalid for one that could never be taken."""
    if not _MARK.fullmatch(mark) or size < 0:
        raise Invalid(_("上传的请求不完整，请刷新页面后重新选取文件"))
    if size == 0:
        raise Invalid(uploads.EMPTY)
    if size > limits.size:
        raise Invalid(uploads.too_big(limits))
    return Upload(account_id, place, mark, size)


def held(upload: Upload) -> int:
    """How many bytes have arrived."""
    return upload.path.stat().st_size if upload.path.exists() else 0


def append(upload: Upload, offset: int, part: IO[bytes], limits: uploads.Limits) -> int:
    """Add a part that begins at `offset`; answers how many bytes are held afterwards.

    Raises Invalid when the account has too much half sent or the disk is full.
    """
    content = part.read(PART_AT_MOST)
    if not upload.path.exists():
        _bounded(upload, limits)
    try:
        upload.path.parent.mkdir(parents=True, exist_ok=True)
        with upload.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if offset == os.fstat(file.fileno()).st_size:
                file.write(content[: upload.size - offset])
                file.flush()
        os.utime(upload.path, times=(clock.now().timestamp(),) * 2)
        return held(upload)
    except OSError as error:
        raise uploads.no_room(error) from error


def _bounded(upload: Upload, limits: uploads.Limits) -> None:
    files = list(upload.path.parent.glob("*")) if upload.path.parent.exists() else []
    waiting = [size for file in files if (size := file.stat().st_size) and file.suffix != ".done"]
    if len(waiting) >= FILES_AT_MOST or sum(waiting) + upload.size > FILES_AT_MOST * limits.size:
        raise Invalid(_("没有传完的文件太多。请先把前面的传完，或明天再传"))


def settle(upload: Upload, outcome: str) -> None:
    """The whole has been taken over: the parts go, a note of the outcome stays for who asks again."""
    upload.path.unlink(missing_ok=True)
    upload._done.write_text(outcome, encoding="ascii")
    os.utime(upload._done, times=(clock.now().timestamp(),) * 2)


def settled(upload: Upload) -> str | None:
    """What `settle` was told about this upload, None when it never was."""
    try:
        return upload._done.read_text(encoding="ascii")
    except FileNotFoundError:
        return None


def forget(upload: Upload) -> None:
    """The whole was refused: start from nothing next time."""
    upload.path.unlink(missing_ok=True)
