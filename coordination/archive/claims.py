"""Which documents of ours a file says it is: a copy that was changed still names where it is verified.

Nothing of the file is interpreted; packed parts are unpacked within limits and searched for the address.
"""

import re
import zlib
from collections.abc import Iterator

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,43}")
_ADDRESS = re.compile(rb"/verify/c/([A-Za-z0-9_-]{16,43})")
_PACKED = re.compile(rb"stream\r?\n")
#: A document of 60 pages has some 400 packed parts; what describes it takes a few thousand bytes.
MOST_PARTS, MOST_BYTES = 4000, 65_536
PDF = b"%PDF-"


def claimed(content: bytes) -> list[str]:
    """The tokens that a PDF carries in its description, each once; none for another file."""
    if not content.startswith(PDF):
        return []
    found = (match[1].decode("ascii") for part in _parts(content) for match in _ADDRESS.finditer(part))
    return list(dict.fromkeys(found))


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    for count, match in enumerate(_PACKED.finditer(content)):
        if count >= MOST_PARTS:
            return
        try:
            yield zlib.decompressobj().decompress(content[match.end() : match.end() + MOST_BYTES], MOST_BYTES)
        except zlib.error:
            continue
