"""The sentences around the facts, saved."""

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.audit.services import record
from coordination.circulars.binding import problems
from coordination.circulars.blocks import FROM_RANKING, Block, cleaned, code_of
from coordination.circulars.models import Circular
from coordination.circulars.placed import cohorts
from coordination.circulars.services.versions import keep_version
from coordination.circulars.states import WORKFLOW, CircularAction, Kind
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.personal import personal
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _

TITLE_AT_MOST, LINE_AT_MOST, TEXT_AT_MOST, BLOCKS_AT_MOST = 80, 300, 2000, 120


@service(CircularAction.EDIT)
def edit(
    circular: Circular,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    title: str,
    addressees: str,
    copies_to: str,
    body: Iterable[Mapping[str, Any]],
) -> Circular:
    """Save the sentences around the facts; raises Invalid at `title`, `addressees`, `body` or `body-N`."""
    expect(circular, version)
    WORKFLOW.apply(circular, CircularAction.EDIT)
    lines = {"title": title, "addressees": addressees, "copies_to": copies_to}
    blocks = [_captioned(cleaned(block)) for block in body]
    errors = {**_line_errors(lines, circular.kind), **_body_errors(blocks, circular)}
    if errors:
        raise Invalid(_("文稿没有保存，请按提示修改。"), errors=errors)
    for name, text in lines.items():
        setattr(circular, name, " ".join(text.split()))
    circular.body = blocks
    keep_version(circular, actor)
    record(actor, CircularAction.EDIT, circular, blocks=len(blocks))
    return circular


def _captioned(block: Block) -> Block:
    """A table without a caption is called after its cohort."""
    if code_of(block) in FROM_RANKING and not block["text"]:
        return {**block, "text": f"{block['cohort']}{'得分' if block['kind'] == 'chart' else '排名'}"}
    return block


def _line_errors(lines: Mapping[str, str], kind: Kind) -> dict[str, Text]:
    errors = {}
    if not lines["title"].strip():
        errors["title"] = _("标题不能空着。")
    if not lines["addressees"].strip() and kind is not Kind.MINUTES:
        errors["addressees"] = _("主送机关不能空着。")
    for name, limit in (
        ("title", TITLE_AT_MOST),
        ("addressees", LINE_AT_MOST),
        ("copies_to", LINE_AT_MOST),
    ):
        if len(lines[name]) > limit:
            errors[name] = _("最多{limit}个字。", limit=limit)
    return errors


def _body_errors(body: list[Block], circular: Circular) -> dict[str, Text]:
    if not any(block["text"] for block in body):
        return {"body": _("正文不能空着。")}
    if len(body) > BLOCKS_AT_MOST:
        return {"body": _("正文最多{limit}段。", limit=BLOCKS_AT_MOST)}
    known = cohorts((circular.annex or {}).get("parts", ()))
    found = {f"body-{place}": _block_error(block, circular, known) for place, block in enumerate(body)}
    return {name: error for name, error in found.items() if error is not None}


def _block_error(block: Block, circular: Circular, known: list[str]) -> Text | None:
    if not block["text"]:
        return _("这一段是空的，请填写或删去。")
    if len(block["text"]) > TEXT_AT_MOST:
        return _("一段最多{limit}个字。", limit=TEXT_AT_MOST)
    if block["kind"] in ("table", "chart") and block["cohort"] not in known:
        return _("这份文件没有“{cohort}”的排名，请改选分组或删去。", cohort=block["cohort"])
    if block["kind"] == "attendance" and circular.kind is not Kind.MINUTES:
        return _("出席、请假、列席只用在会议纪要里。")
    if block["kind"] == "case" and (person := next(personal(block["text"]), None)):
        return _("{masked}像是{kind}，典型案例里不能有。", masked=person.masked, kind=person.kind)
    return next(iter(problems(block["text"], circular.facts.keys())), None)
