"""Compile the message catalogues: `messages.po` is kept, `messages.mo` is made."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from coordination.config import ROOT

FOLDERS = (ROOT / "coordination" / "translations", ROOT / "translations")


def compile_all(folders: tuple[Path, ...] = FOLDERS) -> list[Path]:
    """Compile every catalogue that is newer than its compiled form; answers which were written."""
    sources = [source for folder in folders for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))]
    return [compile_one(source) for source in sources if _stale(source)]


def compile_one(source: Path) -> Path:
    target = source.with_suffix(".mo")
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    part = target.with_suffix(f".{os.getpid()}.part")  # two processes may compile at once
    with part.open("wb") as file:
        write_mo(file, catalogue)
    return part.replace(target)


def _stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime
