"""What an uploaded file really is, told by its content and never by its name.

Source of the kinds: the design's section on files; 佐证材料 are photos, PDF, Office files and OFD
(GB/T 33190). Each refusal is a sentence that says what to do.
"""

from dataclasses import dataclass
from pathlib import Path

from coordination.kernel import containers
from coordination.kernel.errors import Invalid
from coordination.kernel.refusals import HEAD, WHY, Refused, refused
from coordination.kernel.text import _

PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class FileType:
    """`suffixes`: the first is put on a name that has none of them; `family` may change its suffix."""

    family: str
    content_type: str
    suffixes: tuple[str, ...]


JPEG = FileType(PHOTO, "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = FileType(PHOTO, "image/png", (".png",))
WEBP = FileType(PHOTO, "image/webp", (".webp",))
PDF = FileType("pdf", "application/pdf", (".pdf",))
_WORD, _SHEET, _SLIDES = (
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
#: By what `containers` finds inside.
OFFICE: dict[str, FileType] = {
    "word/document.xml": FileType("word", _WORD, (".docx",)),
    "xl/workbook.xml": FileType("sheet", _SHEET, (".xlsx",)),
    "ppt/presentation.xml": FileType("slides", _SLIDES, (".pptx", ".ppsx")),
    "OFD.xml": FileType("ofd", "application/ofd", (".ofd",)),
    "WordDocument": FileType("word", "application/msword", (".doc", ".wps")),
    "Workbook": FileType("sheet", "application/vnd.ms-excel", (".xls", ".et")),
    "Book": FileType("sheet", "application/vnd.ms-excel", (".xls", ".et")),
    "PowerPoint Document": FileType("slides", "application/vnd.ms-powerpoint", (".ppt", ".pps", ".dps")),
}
TYPES = (JPEG, PNG, WEBP, PDF, *OFFICE.values())
SUFFIXES = {suffix: kind.family for kind in TYPES for suffix in kind.suffixes}


def recognise(path: Path, name: str) -> FileType:
    """The kind of the file at `path`; Invalid when it is not taken, broken, or not what `name` says."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    kind = _recognised(path, head)
    if kind is None:
        raise Invalid(WHY[refused(head)])
    claimed = SUFFIXES.get(Path(name).suffix.lower())
    if claimed is not None and claimed != kind.family:
        raise Invalid(
            _(
                "文件名是{claimed}，内容却是{real}。请改回原来的文件名再传",
                claimed=Path(name).suffix.lower(),
                real=kind.suffixes[0],
            )
        )
    return kind


def _recognised(path: Path, head: bytes) -> FileType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(containers.ZIP):
        return _inside(containers.part_of_zip(path), Refused.ARCHIVE)
    if head.startswith(containers.OLE):
        return _inside(containers.stream_of_ole(path), Refused.UNKNOWN)
    return None


def _inside(part: str | None, otherwise: Refused) -> FileType:
    if part is None:
        raise Invalid(WHY[otherwise])
    return OFFICE[part]
