"""`coordination circulars pdf | docx | xlsx | snapshot | text NUMBER --out FILE`.

Exit status: 0 written; 1 the document has no such file; 2 no document has that number, or the number is
not enough to tell. Imports stand inside: the command line looks through these modules for every command.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from coordination.circulars.models import Circular

Within = Callable[[], AbstractContextManager[None]]
Maker = Callable[["Circular"], bytes]
OUT = click.Path(dir_okay=False, path_type=Path)


class NotFound(click.ClickException):
    """Nothing has that number."""

    exit_code = 2


def _pdf(circular: Circular) -> bytes:
    from coordination.kernel import files

    if circular.document is None:
        raise click.ClickException("文件还没有生成，请等工作进程打印后再取 / not printed yet")
    try:
        return files.content(circular.document)
    except (OSError, ValueError) as fault:
        raise click.ClickException(f"存的文件不对，请运行 coordination verify / {fault}") from fault


def _docx(circular: Circular) -> bytes:
    from coordination.archive.packing import as_document
    from coordination.documents.docx import document_docx

    return document_docx(as_document(circular))


def _xlsx(circular: Circular) -> bytes:
    from coordination.archive.packing import as_document
    from coordination.documents.xlsx import document_xlsx

    return document_xlsx(as_document(circular))


def _snapshot(circular: Circular) -> bytes:
    if circular.ranking is None:
        raise click.ClickException("这份公文不附排名，没有快照 / it rests on no ranking")
    return circular.ranking.snapshot.encode()


def _text(circular: Circular) -> bytes:
    from coordination.archive.packing import text_of

    return text_of(circular).encode()


def _command(name: str, maker: Maker, text: str) -> click.Command:
    @click.command(name, help=text)
    @click.argument("number")
    @click.option("--out", required=True, type=OUT, help="The file to write.")
    @click.option("--office", default=None, help="Division code, where two offices use one document code.")
    @click.pass_obj
    def take(within: Within, number: str, out: Path, office: str | None) -> None:
        from coordination.kernel.db import SYSTEM_SCOPE, acting

        with within(), acting(SYSTEM_SCOPE):
            circular = _the_one(number, office)
            content = maker(circular)
            said = _said(circular)
        _write(out, content)
        click.echo(f"{said} → {out} ({len(content):,} bytes)")

    return take


def _the_one(printed: str, office: str | None) -> Circular:
    """The document with this number. Raises NotFound when there is none, or more than one."""
    from coordination.archive.queries.contents import by_number

    found = by_number(printed, office)
    if not found:
        raise NotFound(
            f"没有编号是“{printed}”的公文，编号要写成 七反诈联办〔2026〕12号 / no document has this number"
        )
    if len(found) > 1:
        offices = "、".join(f"{one.office.division.code} {one.office.short_name}" for one in found)
        raise NotFound(f"不止一个联席办用这个字号，请用 --office 写明区划代码：{offices} / name the office")
    return found[0]


def _said(circular: Circular) -> str:
    from coordination.circulars.numbering import number
    from coordination.circulars.states import STATE_LABELS

    return f"{number(circular)} {circular.title} {STATE_LABELS[circular.state]}"


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all: an old file stays until the new one is there."""
    try:
        with NamedTemporaryFile(dir=out.parent, prefix=".", delete=False) as file:
            part = Path(file.name)
            file.write(content)
        part.chmod(0o666 & ~_umask())
        part.replace(out)
    except OSError as fault:
        raise click.ClickException(f"写不进 {out}：{fault.strerror} / cannot write") from fault


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


COMMANDS = (
    _command("pdf", _pdf, "Write the PDF of NUMBER as it was printed at issue."),
    _command("docx", _docx, "Write NUMBER for word processors, from the same model."),
    _command("xlsx", _xlsx, "Write the tables of NUMBER as a workbook."),
    _command("snapshot", _snapshot, "Write the snapshot of the ranking that NUMBER rests on."),
    _command("text", _text, "Write NUMBER as plain text; its SHA-256 begins with the code on the paper."),
)
