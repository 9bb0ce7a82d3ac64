"""Names of files as people wrote them: data for the eye, never a path on our disk."""

import unicodedata
from pathlib import Path

from coordination.kernel import filetypes
from coordination.kernel.text import _

NAME_AT_MOST = 200
#: Control, format (zero-width, bidirectional), surrogate, private use, unassigned, separators.
_UNWANTED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def clean_name(name: str) -> str:
    """A file name as data: NFC, without path, control, zero-width or bidirectional characters.

    At most 200 characters; the end of the stem is cut, not the suffix.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    normal = unicodedata.normalize("NFC", last)
    kept = "".join(c for c in normal if unicodedata.category(c) not in _UNWANTED)
    tidy = " ".join(kept.split()).strip(". ") or str(_("未命名"))
    suffix = Path(tidy).suffix if len(Path(tidy).suffix) <= 10 else ""
    return tidy if len(tidy) <= NAME_AT_MOST else tidy[: NAME_AT_MOST - len(suffix)] + suffix


def named(name: str, kind: filetypes.FileType) -> str:
    """`name` with a suffix of its kind; another suffix of the same family is replaced."""
    suffix = Path(name).suffix
    if suffix.lower() in kind.suffixes:
        return name
    stem = name.removesuffix(suffix) if suffix.lower() in filetypes.SUFFIXES else name
    return stem[: NAME_AT_MOST - len(kind.suffixes[0])] + kind.suffixes[0]
