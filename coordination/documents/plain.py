"""The document as plain text, line by line: what is searched, kept, and named by the hash on the paper."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from coordination.documents.document import (
    Block,
    Figure,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    chinese_date,
)

GROUP, GROUPS = 4, 4


def plain_text(document: OfficialDocument) -> str:
    """Every word that the document prints, in its order; cells of a table are parted by tabs."""
    return "\n".join(_lines(document)) + "\n"


def short_hash(text: str) -> str:
    """The first 16 of 64 hexadecimal digits of the SHA-256 of a text, in groups of four: 64 bits."""
    return grouped(sha256(text.encode()).hexdigest())


def grouped(digest: str) -> str:
    """3f2a-91bc-07de-5a11"""
    return "-".join(digest[start : start + GROUP] for start in range(0, GROUP * GROUPS, GROUP))


def _lines(document: OfficialDocument) -> Iterator[str]:
    yield document.mark
    yield document.number_line
    yield document.title
    if document.addressees:
        yield f"{document.addressees}："
    for label, names in document.attendance.lines:
        yield f"{label}：{names}"
    yield from _blocks(document.blocks)
    yield document.signature
    yield chinese_date(document.date)
    if document.copies_to:
        yield f"抄送：{document.copies_to}"
    if document.printed_by:
        yield f"{document.printed_by} {chinese_date(document.printed_on)}印发"
    for number, annex in enumerate(document.annexes, start=1):
        yield f"附件{number if len(document.annexes) > 1 else ''} {annex.title}"
        yield from _blocks(annex.blocks)


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield "".join(span.text for span in block.runs)
            case Figure():
                yield from (line for line in (block.caption, block.sentence) if line)
            case Table():
                yield from ("\t".join(row) for row in (block.header, *block.texts))
                if block.note:
                    yield f"注：{block.note}"
