"""From a stored circular to the document that is printed; nothing is computed again."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from coordination.circulars.binding import headings, rendered
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.placed import figure_of, table_of
from coordination.circulars.states import Kind, Publication
from coordination.documents.document import (
    Align,
    Annex,
    Attendance,
    Block,
    Figure,
    Heading,
    OfficialDocument,
    Paragraph,
    Span,
    Table,
    mark_for,
)
from coordination.documents.document import Kind as PageKind
from coordination.documents.numbers import cell_of
from coordination.documents.plain import short_hash
from coordination.documents.rendering import document_pdf
from coordination.documents.tables import aligns
from coordination.documents.titles import em
from coordination.documents.xlsx import document_xlsx, tables_of
from coordination.kernel.clock import clock
from coordination.kernel.site import opened_at
from coordination.organizations.queries import units as units_of

#: How the page of a kind is set; every other kind is set as a circular.
PAGES = {Kind.MINUTES: PageKind.MINUTES, Kind.LETTER: PageKind.LETTER, Kind.REMINDER: PageKind.REMINDER}
IMPRINT = 16  # characters of 4号 beside 2026年11月25日印发
SNAPSHOT, TABLES = "ranking-snapshot.json", "tables.xlsx"


def page_kind(circular: Circular) -> PageKind:
    """How its page is set."""
    return PAGES.get(circular.kind, PageKind.CIRCULAR)


def document_of(circular: Circular) -> OfficialDocument:
    """The circular as frozen primitives; a 送审稿 until it is issued."""
    day = circular.issued_on or clock.today()
    page = page_kind(circular)
    return OfficialDocument(
        kind=page,
        mark=mark_for(page, circular.office.mark),
        number=number(circular),
        title=circular.title,
        addressees=circular.addressees,
        blocks=tuple(_blocks(circular)),
        annexes=tuple(_annex(part) for part in (circular.annex or {}).get("parts", ())),
        signature=circular.office.name,
        date=day,
        copies_to=circular.copies_to,
        printed_by=_printed_by(circular),
        printed_on=day,
        draft=circular.sequence is None,
        names=names_in(circular),
        attendance=_attendance(circular),
        verify_url=opened_at(f"/verify/c/{circular.token}") if circular.token else None,
        short_hash=short_hash(circular.printed_text) if circular.printed_text else None,
    )


def _printed_by(circular: Circular) -> str:
    """The full name where it leaves room for the date in the imprint, else the short one and its division."""
    office, area = circular.office, circular.office.division.name
    if em(office.name) <= IMPRINT:
        return office.name
    short = office.short_name
    return short if short.startswith(area) else area + short.removeprefix(area[-1:])


def pdf_of(circular: Circular) -> bytes:
    """Print it, with what it rests on inside: the tables as a workbook, the snapshot of a full ranking.

    Every recipient can open what a PDF carries, so ranks that the circular does not show stay out of it.
    """
    document = document_of(circular)
    shown = circular.ranking if circular.publication is Publication.FULL else None
    attachments = [(SNAPSHOT, shown.snapshot.encode())] if shown else []
    if any(tables_of(document)):
        attachments.append((TABLES, document_xlsx(document)))
    return document_pdf(document, attachments=attachments)


def file_name(circular: Circular) -> str:
    """The name under which the file is kept and downloaded."""
    return f"{number(circular) or '送审稿'} {circular.title}.pdf"


def _blocks(circular: Circular) -> Iterator[Block]:
    for ordinal, block in zip(headings(circular.body), circular.body, strict=True):
        text = rendered(block["text"], circular.facts)
        if block["kind"] == "heading":
            yield Heading(block["level"], ordinal + text)
        elif block["kind"] in ("table", "chart"):
            yield from _placed(block, (circular.annex or {}).get("parts", ()))
        elif block["kind"] != "attendance":
            yield Paragraph((text,))


def _placed(block: dict[str, Any], parts: Sequence[dict[str, Any]]) -> Iterator[Block]:
    """A table or a chart in the text, from the annex; nothing where that has none of the cohort."""
    if block["kind"] == "chart":
        figure = figure_of(block, parts)
        if figure is not None:
            yield Figure(figure["svg"], figure["caption"], figure["sentence"])
        return
    table = table_of(block, parts)
    if table is not None:
        yield Paragraph((Span(table["caption"], "hei"),))
        yield _table(table)


def _attendance(circular: Circular) -> Attendance:
    """Who was there, from the lines of the text that say so; several lines of a role are joined."""
    names: dict[str, list[str]] = {}
    for block in circular.body:
        if block["kind"] == "attendance":
            names.setdefault(block["role"], []).append(rendered(block["text"], circular.facts))
    return Attendance(**{role: "、".join(those) for role, those in names.items()})


def _annex(part: dict[str, Any]) -> Annex:
    """Charts first, then the tables; a landscape annex is one table."""
    blocks: list[Block] = []
    if part["landscape"]:
        return Annex(part["title"], (_table(part["tables"][0]),), landscape=True)
    for place, table in enumerate(part["tables"]):
        if table["caption"]:
            blocks.append(Heading(1, table["caption"]))
        blocks.append(_table(table))
        figures = part.get("figures", ())
        if place < len(figures):
            figure = figures[place]
            blocks.append(Figure(figure["svg"], figure["caption"], figure["sentence"]))
    return Annex(part["title"], tuple(blocks))


def names_in(circular: Circular) -> tuple[str, ...]:
    """What a title never breaks inside of: the area, the units, the document that is corrected."""
    office = circular.office
    units = (name for unit in units_of(office.id, closed=True) for name in (unit.name, unit.short_name))
    corrected = number(circular.corrects) if circular.corrects else None
    return tuple(
        dict.fromkeys(name for name in (office.area_name, office.division.name, *units, corrected) if name)
    )


def sides(table: dict[str, Any]) -> tuple[Align, ...]:
    """At which side of their cells the columns of a stored table stand: the same on every medium."""
    return aligns(_table(table))


def _table(table: dict[str, Any]) -> Table:
    rows = tuple(
        tuple(cell_of(cell if isinstance(cell, str) else str(cell["text"])) for cell in row)
        for row in table["rows"]
    )
    given = cast(tuple[Align, ...], tuple(table["aligns"]))
    return Table(tuple(table["header"]), rows, given, note=table["note"])
