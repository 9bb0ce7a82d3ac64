"""Office files are containers: ZIP for OOXML and OFD, OLE for the older ones. Nothing is unpacked.

The limits bound what a reader would unpack: a real file of 10 MB holds a few hundred parts and
grows less than twentyfold; a bomb grows a thousandfold.
"""

import mmap
import struct
import zlib
from pathlib import Path
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A part that makes a ZIP the document it is.
PARTS = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "OFD.xml")
CONTENTS = "[Content_Types].xml"
STREAMS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")

ENTRIES_AT_MOST = 3_000
DIRECTORY_AT_MOST = 1024 * 1024
UNPACKED_AT_MOST = 200 * 1024 * 1024
#: Unpacked size as a multiple of the packed one, judged from so many bytes on.
RATIO_AT_MOST, RATIO_FROM = 100, 10 * 1024 * 1024
_END = b"PK\x05\x06"

BROKEN = _("文件打不开，可能没有保存完整。请用Office或WPS打开检查，另存后再传")
TOO_LARGE_INSIDE = _("文件解开后太大，不能上传。请删去多余的图片或工作表，或转成PDF后再传")
LOCKED = _("文件加了密码，别人打不开。请去掉密码后再传")
MACROS = _("文件带有宏，不能上传。请另存为不带宏的格式，或转成PDF后再传")


def part_of_zip(path: Path) -> str | None:
    """Which of PARTS the ZIP holds, None for an archive of anything else.

    Raises Invalid when it is broken, locked, holds macros, or would unpack beyond the limits.
    """
    if _directory_size(path) > DIRECTORY_AT_MOST:
        raise Invalid(TOO_LARGE_INSIDE)
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            _bounded(entries)
            names = {entry.filename for entry in entries}
            part = next((part for part in PARTS if part in names), None)
            if part is not None and _is_document(archive, part, names):
                return part
    except (BadZipFile, LargeZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError, OSError):
        raise Invalid(BROKEN) from None
    return None


def _directory_size(path: Path) -> int:
    """Bytes of the central directory as the end record states them, without reading it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 16) - 22))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 16:
        raise Invalid(BROKEN)
    return int(struct.unpack_from("<L", tail, at + 12)[0])


def _bounded(entries: list[ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Invalid(LOCKED)
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    swollen = unpacked > RATIO_FROM and unpacked > RATIO_AT_MOST * packed
    if len(entries) > ENTRIES_AT_MOST or unpacked > UNPACKED_AT_MOST or swollen:
        raise Invalid(TOO_LARGE_INSIDE)


def _is_document(archive: ZipFile, part: str, names: set[str]) -> bool:
    """OFD names its root; OOXML also lists the types of its parts, where macros show."""
    with archive.open(part) as file:
        begins = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if part == "OFD.xml":
        return begins.startswith(b"<")
    if CONTENTS not in names or not begins.startswith(b"<"):
        return False
    with archive.open(CONTENTS) as file:
        types = file.read(DIRECTORY_AT_MOST)
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise Invalid(MACROS)
    return True


def stream_of_ole(path: Path) -> str | None:
    """Which of STREAMS the OLE file's directory names, None for any other (such as an installer).

    Raises Invalid for an encrypted document and for one with macros.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _named(content, "EncryptedPackage"):
            raise Invalid(LOCKED)
        found = next((stream for stream in STREAMS if _named(content, stream)), None)
        if found is not None and (_named(content, "_VBA_PROJECT") or _named(content, "_VBA_PROJECT_CUR")):
            raise Invalid(MACROS)
        return found


def _named(content: mmap.mmap, stream: str) -> bool:
    """Whether a directory entry carries the name: UTF-16, padded to 64 bytes, its length behind it."""
    name = (stream + "\0").encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<H", len(name))
    return content.find(entry) >= 0
