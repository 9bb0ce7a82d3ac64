"""What the screens say: how a criterion stands, who mends it and until when, what is easiest."""

from collections.abc import Mapping, Sequence
from datetime import date

from coordination.applications.states import OpinionState
from coordination.communities.queries import Cell, Row
from coordination.communities.rules import Mark, Step, Who, mended_by
from coordination.kernel.clock import clock
from coordination.kernel.text import Text, _
from coordination.standards.rules import Standing
from coordination.standards.sentences import confirmer_words, on, told
from coordination.subjects.rules import KIND_LABELS

NAMED_AT_MOST = 5


def standing_words(cell: Cell) -> Text:
    """How the community stands before a criterion: what was computed, or what departments said."""
    opposed = next((one for one in cell.opinions if one.state is OpinionState.OPPOSED), None)
    if cell.mark is Mark.OPPOSED and opposed is not None:
        return _("{unit}不同意：{note}", unit=opposed.unit.short_name, note=opposed.note)
    words = told(cell.criterion, cell.found)
    if cell.mark is Mark.MET and cell.found.standing is Standing.TO_CONFIRM:
        return _("已经核查同意")
    if cell.mark is Mark.REVIEW and cell.found.standing is Standing.MET:
        return _("{found}，待{who}核查", found=words, who=_waiting(cell))
    return words


def by_whom(cell: Cell, row: Row) -> Text | str | None:
    """Who mends it or confirms it; None where nothing is to be done."""
    who = mended_by(cell.criterion.kind, cell.mark, own_duties=bool(cell.found.facts.get("own")))
    match who:
        case None:
            return None
        case Who.CONFIRMER:
            return _waiting(cell)
        case Who.POLICE:
            return _("公安填报发案统计")
        case Who.REPORTING:
            return _("填报单位上报、联席办审核")
        case Who.OFFICE:
            return _("联席办")
        case Who.UNIT:
            return row.subject.unit.short_name
    return _("{name}，{unit}督促", name=row.subject.name, unit=row.subject.unit.short_name)


def _waiting(cell: Cell) -> Text | str:
    names = "、".join(one.unit.short_name for one in cell.opinions)
    return names or confirmer_words(cell.criterion) or _("联席办")


def by_when(cell: Cell, row: Row) -> Text | None:
    """Until when, or the nearest day on which it may be met; None where nothing is to be done."""
    match cell.mark:
        case Mark.REVIEW:
            due = min((one.due_on for one in cell.opinions), default=None)
            if due is not None:
                return _("{day}前", day=on(due))
            return _("结论时") if row.application and row.application.filed_at else _("申报后")
        case Mark.DATA:
            return _("数据报齐后；不补的话最早{day}", day=on(cell.on)) if cell.on else _("数据报齐后")
        case Mark.OPPOSED:
            return _("改好后再报")
        case Mark.UNMET:
            return _("最早{day}", day=on(cell.on)) if cell.on else _("每天重新计算")
    return None


def short(cell: Cell) -> Text | None:
    """The line under the mark in the table."""
    facts = cell.found.facts
    if cell.mark is Mark.DATA and "covered" in facts and facts["covered"] < facts["days"]:
        return _("缺{days}天", days=facts["days"] - facts["covered"])
    if cell.mark is Mark.UNMET and cell.on:
        return _("最早{day}", day=_soon(cell.on))
    return None


def _soon(day: date) -> Text:
    """Without the year while it is this one."""
    if day.year != clock.today().year:
        return on(day)
    return _("{month}月{day}日", month=day.month, day=day.day)


#: One of the easiest things, for one community and for several; {kind} is the kind of subject.
_HEADLINES: Mapping[Step, tuple[Text, Text]] = {
    Step.FILE: (_("{name}达到了标准，可以申报"), _("{count}个{kind}达到了标准，可以一起申报")),
    Step.SEND: (_("{name}的申报已经起草，可以报出"), _("{count}件申报已经起草，可以报出")),
    Step.FIRST_REVIEW: (_("{name}的申报等初审"), _("{count}件申报等初审")),
    Step.RENEW: (_("{name}的称号快到期，可以申报复评"), _("{count}个称号快到期，可以申报复评")),
    Step.RETURNED: (_("{name}的申报退回了，改好再报"), _("{count}件申报退回了，改好再报")),
    Step.WAIT: (_("{name}只等数据"), _("{count}个{kind}只等数据")),
    Step.MEND: (_("{name}只差1条"), _("{count}个{kind}只差同一条")),
}


_SEVERAL = (_("{name}还差{lacks}条"), _("{count}个{kind}还差同样的{lacks}条"))


def headline(step: Step, rows: Sequence[Row]) -> Text:
    """One of the easiest things in a sentence."""
    first = rows[0]
    words = {
        "name": first.subject.name,
        "count": len(rows),
        "kind": KIND_LABELS[first.subject.kind],
        "lacks": len(first.missing),
    }
    lines = _SEVERAL if step is Step.MEND and len(first.missing) > 1 else _HEADLINES[step]
    return Text(lines[len(rows) > 1].msgid, words)


def names(rows: Sequence[Row]) -> Text:
    """The communities of one thing, the first few by name."""
    shown = "、".join(row.subject.name for row in rows[:NAMED_AT_MOST])
    rest = len(rows) - NAMED_AT_MOST
    return _("{names}等{count}个", names=shown, count=len(rows)) if rest > 0 else _("{names}", names=shown)


def heading(code: str, text: str) -> str:
    """A criterion by its number and its words."""
    return f"{code} {text}"
