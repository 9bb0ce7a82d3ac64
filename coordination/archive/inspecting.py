"""`coordination circulars verify FILE`.

Exit status: 0 ours, unchanged and in force; 1 ours but changed, corrected or withdrawn, or what it carries
does not hold; 2 not ours. Imports stand inside: the command line looks through these modules.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from coordination.archive.queries.public import PublicCircular
    from coordination.archive.verifying import Compared

Within = Callable[[], AbstractContextManager[None]]
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
CURRENT, NOT_IN_FORCE, NOT_OURS = 0, 1, 2


@click.command("verify")
@click.argument("file", type=READABLE)
@click.pass_context
def verify(context: click.Context, file: Path) -> None:
    """Say whether FILE is a document of ours, unchanged, in force; recompute the ranking inside it."""
    from coordination.archive.verifying import compare
    from coordination.kernel.db import SYSTEM_SCOPE, acting

    content = file.read_bytes()
    within: Within = context.obj
    with within(), acting(SYSTEM_SCOPE):
        compared = compare(content)
    lines, status = told(compared)
    if status != NOT_OURS:
        inside, holds = _inside(content)
        lines += inside
        status = status if holds else NOT_IN_FORCE
    click.echo("\n".join(lines))
    context.exit(status)


def told(compared: Compared) -> tuple[list[str], int]:
    """The verdict in sentences, and the exit status."""
    from coordination.archive.verifying import Verdict

    document = compared.document
    if document is None:
        return [f"不是本系统印发的公文 / not ours  sha256 {compared.sha256}"], NOT_OURS
    head = f"{document.number} {document.title}（{document.office_name}，{document.issued_on}印发）"
    if compared.verdict is Verdict.CHANGED:
        return [head, "文件改动过，与印发的不一致 / changed", _standing(document)], NOT_IN_FORCE
    lines = [head, f"文件没有改动 / unchanged  sha256 {compared.sha256}", _standing(document)]
    return lines, CURRENT if document.current else NOT_IN_FORCE


def _standing(document: PublicCircular) -> str:
    from coordination.circulars.states import CircularState

    if document.state is CircularState.WITHDRAWN:
        return "已撤销 / withdrawn"
    if document.state is CircularState.CORRECTED:
        by = f"，见{document.corrected_by.number}" if document.corrected_by else ""
        return f"已更正{by} / corrected"
    return "现行有效 / in force"


def _inside(content: bytes) -> tuple[list[str], bool]:
    """What a PDF carries, and whether the ranking in it can be computed again."""
    from coordination.archive.attachments import attachments
    from coordination.circulars.printing import SNAPSHOT
    from coordination.kernel.canonical import fingerprint
    from coordination.kernel.errors import Invalid
    from coordination.rankings.rules.snapshot import recompute

    snapshot = attachments(content).get(SNAPSHOT)
    if snapshot is None:
        return [], True
    try:
        text = snapshot.decode()
        difference = recompute(text, None)
    except (UnicodeDecodeError, Invalid) as refusal:
        return [f"文件内的排名快照读不出：{refusal} / snapshot unreadable"], False
    if difference is not None:
        return [f"文件内的排名重算不一致：{difference.message()} / snapshot differs"], False
    return [f"文件内的排名重算一致 / snapshot recomputed  sha256 {fingerprint(text)}"], True
