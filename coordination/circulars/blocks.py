"""The blocks of a text as an editor sends them: a code and words, for tables what is shown of the ranking."""

from collections.abc import Mapping
from typing import Any

from coordination.circulars.binding import LEVELS
from coordination.document_templates.rules.ordinals import without_ordinal
from coordination.document_templates.rules.shape import ROLES, SHOWS
from coordination.kernel.text import Text, _

Block = dict[str, Any]
TOP_AT_MOST, TOP_USUAL = 20, 3
LABELS: dict[str, Text] = {
    "paragraph": _("正文"),
    "heading-1": _("一级标题"),
    "heading-2": _("二级标题"),
    "heading-3": _("三级标题"),
    "heading-4": _("四级标题"),
    "case": _("典型案例"),
    "table-top": _("排名表（前几名）"),
    "table-full": _("排名表（全部）"),
    "table-tiers": _("排名表（分档）"),
    "chart": _("得分图"),
    "present": _("出席人员"),
    "absent": _("请假人员"),
    "observing": _("列席人员"),
}
#: Blocks that stand on the ranking: nothing is typed in them but a caption.
FROM_RANKING = ("table-top", "table-full", "table-tiers", "chart")


def code_of(block: Mapping[str, Any]) -> str:
    """How the editor calls the kind of a block."""
    kind = str(block.get("kind", "paragraph"))
    if kind == "heading":
        return f"heading-{block.get('level', 1)}"
    if kind == "table":
        return f"table-{block.get('show', 'full')}"
    return str(block.get("role", "present")) if kind == "attendance" else kind


def block_of(code: str, text: str, cohort: str = "", count: str = "") -> Block:
    """The block that an editor means; a code that means nothing is a paragraph."""
    kind, _dash, more = code.partition("-")
    if kind == "heading" and more in map(str, LEVELS):
        return {"kind": "heading", "level": int(more), "text": text}
    if kind == "table" and more in SHOWS:
        top = _count(count) if more == "top" else 0
        return {"kind": "table", "level": 1, "text": text, "show": more, "count": top, "cohort": cohort}
    if kind == "chart":
        return {"kind": "chart", "level": 1, "text": text, "cohort": cohort}
    if code in ROLES:
        return {"kind": "attendance", "level": 1, "role": code, "text": text}
    return {"kind": "case" if code == "case" else "paragraph", "level": 1, "text": text}


def _count(typed: str) -> int:
    number = int(typed) if typed.strip().isdecimal() and len(typed) < 4 else TOP_USUAL
    return min(max(number, 1), TOP_AT_MOST)


def cleaned(block: Mapping[str, Any]) -> Block:
    """A block as it is stored: one line, a heading without a typed numeral."""
    text = "".join(line.strip() for line in str(block.get("text", "")).splitlines())
    code = code_of(block)
    if code.startswith("heading"):
        text = without_ordinal(text)
    count = str(block.get("count") or "")
    return block_of(code, text, " ".join(str(block.get("cohort", "")).split())[:60], count)
