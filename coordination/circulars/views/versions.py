"""The texts that were saved, and what two of them differ in."""

import re
from itertools import pairwise

from flask import render_template, request

from coordination.circulars import kept, queries
from coordination.circulars.binding import headings, rendered
from coordination.circulars.models import Circular, CircularVersion
from coordination.circulars.states import CircularAction
from coordination.circulars.views.part import blueprint, shown
from coordination.document_templates.rules import compared
from coordination.kernel.web import Answer, requires

SENTENCE = re.compile(r"[^。！？；]*[。！？；]?[”）]?")


@blueprint.get("/circulars/<int:id>/versions")
@requires(CircularAction.COMMENT, queries.whole)
def versions(circular: Circular) -> Answer:
    """All of them, and two compared sentence by sentence: ?from=1&to=3, else the last two."""
    saved = kept.versions(circular)
    numbers = [one.number for one in saved]
    last = next(pairwise(numbers), (numbers[0], numbers[0]) if numbers else (0, 0))
    later = _asked("to", numbers, last[0])
    earlier = _asked("from", numbers, last[1])
    found = kept.pair(circular, (earlier, later))
    both = len(found) == 2
    return render_template(
        "circulars/versions.html",
        **shown(circular),
        saved=saved,
        earlier=earlier,
        later=later,
        changes=compared(_sentences(circular, found[earlier]), _sentences(circular, found[later]))
        if both
        else [],
        both=both,
    )


def _asked(name: str, numbers: list[int], usual: int) -> int:
    wanted = request.args.get(name, type=int)
    return wanted if wanted in numbers else usual


def _sentences(circular: Circular, version: CircularVersion) -> list[str]:
    """Title, addressees and the sentences of the text as they are printed."""
    lines = [f"标题：{version.title}", f"主送：{version.addressees}", f"抄送：{version.copies_to}"]
    for ordinal, block in zip(headings(version.body), version.body, strict=True):
        text = ordinal + rendered(block["text"], circular.facts)
        lines += SENTENCE.findall(text) if block["kind"] == "paragraph" else [text]
    return [line for line in lines if line.strip()]
