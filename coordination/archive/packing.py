"""Everything of a document as one ZIP: written while it is sent, each file with its hash in a manifest."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from io import RawIOBase, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from coordination.archive.queries import contents
from coordination.audit.models import Event
from coordination.audit.sentences import told
from coordination.circulars.models import Circular, CircularVersion
from coordination.circulars.numbering import number
from coordination.circulars.printing import document_of
from coordination.circulars.states import CircularState
from coordination.dispatches.exporting import heads, row
from coordination.dispatches.models import Dispatch
from coordination.documents.document import OfficialDocument
from coordination.documents.docx import document_docx
from coordination.documents.plain import plain_text
from coordination.documents.xlsx import document_xlsx
from coordination.kernel import files
from coordination.kernel.clock import local
from coordination.kernel.errors import Conflict
from coordination.kernel.text import _

BLOCK = 256 * 1024
MANIFEST = "MANIFEST.sha256"
PACKED = (".txt", ".json", ".csv", ".sha256")
#: With what a sheet begins a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the ZIP: its bytes, or where they are."""

    name: str
    content: bytes | Path

    @property
    def sha256(self) -> str:
        if isinstance(self.content, bytes):
            return sha256(self.content).hexdigest()
        with self.content.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()


def as_document(circular: Circular) -> OfficialDocument:
    """The document for files other than the printed one; what is no longer in force says so on each page."""
    document = document_of(circular)
    if circular.state is CircularState.WITHDRAWN:
        return replace(document, notice="已撤销")
    if circular.state is CircularState.CORRECTED:
        correction = contents.corrected_by(circular)
        by = f"，见{number(correction)}" if correction else ""
        return replace(document, notice=f"已更正{by}")
    return document


def text_of(circular: Circular) -> str:
    """The words as they were printed."""
    return circular.printed_text or plain_text(document_of(circular))


def members(circular: Circular, receipts: Sequence[Dispatch]) -> list[Member]:
    """Everything there is of an issued document. Raises `Conflict` while its PDF is being printed, and
    ValueError when the stored PDF differs from its hash."""
    if circular.document is None:
        raise Conflict(_("文件还没有生成，请过一会儿再下载。"))
    document = as_document(circular)
    found = [
        Member("document.pdf", files.intact(circular.document)),
        Member("document.docx", document_docx(document)),
        Member("tables.xlsx", document_xlsx(document)),
        Member("document.txt", text_of(circular).encode()),
        Member("record.json", _json(_record(circular))),
        Member("versions.json", _json([_version(one) for one in contents.versions(circular)])),
        Member("history.csv", _csv(_history(contents.events(circular, receipts)))),
        Member("receipts.csv", _csv([heads(str), *(row(one, str) for one in receipts)])),
    ]
    if circular.ranking is not None:
        found.insert(3, Member("ranking-snapshot.json", circular.ranking.snapshot.encode()))
    return [*found, Member(MANIFEST, manifest(found))]


def manifest(found: Iterable[Member]) -> bytes:
    """As `sha256sum -c` reads it."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in found).encode()


def _record(circular: Circular) -> dict[str, object]:
    """What stands in the register about the document."""
    correction = contents.corrected_by(circular)
    return {
        "number": number(circular),
        "title": circular.title,
        "kind": circular.kind,
        "state": circular.state,
        "office": circular.office.name,
        "period": circular.period,
        "issued_on": str(circular.issued_on),
        "drafted_by": circular.drafted_by.name,
        "checked_by": circular.checked_by.name if circular.checked_by else None,
        "signed_by": circular.signed_by.name if circular.signed_by else None,
        "withdraw_reason": circular.withdraw_reason or None,
        "corrected_by": number(correction) if correction else None,
        "corrects": number(circular.corrects) if circular.corrects else None,
        "verify": f"/verify/c/{circular.token}",
        "document_sha256": circular.document.sha256 if circular.document else None,
        "ranking_sha256": circular.ranking.sha256 if circular.ranking else None,
    }


def _version(version: CircularVersion) -> dict[str, object]:
    return {
        "number": version.number,
        "saved_at": local(version.saved_at).isoformat(timespec="seconds"),
        "saved_by": version.saved_by.name,
        "title": version.title,
        "addressees": version.addressees,
        "copies_to": version.copies_to,
        "body": version.body,
    }


def _history(events: Sequence[Event]) -> Iterator[Sequence[object]]:
    yield ("时间", "办理人", "事项", "记录号", "摘要值")
    for event, line in zip(events, told(events), strict=True):
        at = f"{local(event.at):%Y-%m-%d %H:%M:%S}"
        yield (at, event.account_name, str(line.sentence), event.id, event.digest)


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    """With the mark by which Excel knows UTF-8; nothing in a cell becomes a formula."""
    out = StringIO()
    writer = csv.writer(out)
    for cells in rows:
        writer.writerow(_plain(cell) for cell in cells)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


class _Sink(RawIOBase):
    """Keeps what was written until it is sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, block: object) -> int:
        part = bytes(block)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        found, self._parts = b"".join(self._parts), []
        return found


def packed(found: Iterable[Member], day: tuple[int, int, int]) -> Iterator[bytes]:
    """The ZIP in blocks; equal members give equal bytes."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for one in found:
            head = ZipInfo(one.name, date_time=(*day, 0, 0, 0))
            head.compress_type = ZIP_DEFLATED if one.name.endswith(PACKED) else ZIP_STORED
            head.external_attr = 0o644 << 16
            with archive.open(head, "w") as place:
                for block in _blocks(one.content):
                    place.write(block)
                    yield sink.taken()
    yield sink.taken()


def _blocks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
