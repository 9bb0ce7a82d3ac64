"""Stored files: bytes named by their SHA-256 on disk, and a row that says what they are.

The row is written after the bytes are durable, so there is no row without a file.
"""

import os
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import BigInteger, CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from coordination.config import settings
from coordination.kernel.db import Base, Key, session


class StoredFile(Base):
    __tablename__ = "files"
    __table_args__ = (CheckConstraint("length(sha256) = 64 AND size >= 0", name="hash"),)
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    content_type: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def path(self) -> Path:
        return settings().uploads / self.sha256[:2] / self.sha256[2:4] / self.sha256


def store(
    content: bytes, *, name: str, content_type: str, office_id: int, unit_id: int | None = None
) -> StoredFile:
    """Write the bytes durably, then add the row to the open transaction.

    Raises OSError when the disk refuses; nothing is left half written then.
    """
    stored = StoredFile(
        office_id=office_id,
        unit_id=unit_id,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        name=name,
        content_type=content_type,
    )
    if not stored.path.exists():
        _write(stored.path, content)
    session.add(stored)
    session.flush()
    return stored


def store_file(
    source: Path,
    *,
    digest: str,
    size: int,
    name: str,
    content_type: str,
    office_id: int,
    unit_id: int | None = None,
) -> StoredFile:
    """Take over a durable file of the same volume by its SHA-256, then add the row; `source` is gone.

    Raises OSError when the disk refuses. Without the row, after a rollback, the bytes stay: they
    harm nobody and serve whoever sends the same file again.
    """
    stored = StoredFile(
        office_id=office_id, unit_id=unit_id, sha256=digest, size=size, name=name, content_type=content_type
    )
    stored.path.parent.mkdir(parents=True, exist_ok=True)
    source.replace(stored.path)
    _sync(stored.path.parent)
    session.add(stored)
    session.flush()
    return stored


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync(path.parent)


def _sync(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def content(stored: StoredFile) -> bytes:
    """The bytes, compared with the hash; raises ValueError when the disk gave something else."""
    found = stored.path.read_bytes()
    if sha256(found).hexdigest() != stored.sha256:
        raise ValueError(f"stored file {stored.id} differs from its hash")
    return found


def intact(stored: StoredFile) -> Path:
    """Where the bytes are, compared with the hash without holding them; ValueError as `content`."""
    with stored.path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != stored.sha256:
            raise ValueError(f"stored file {stored.id} differs from its hash")
    return stored.path
