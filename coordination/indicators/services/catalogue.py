"""The office's own indicators: new, changed with a reason that stays readable, closed."""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.indicators import queries
from coordination.indicators.filed import figures
from coordination.indicators.models import Indicator, IndicatorChange
from coordination.indicators.policy import IndicatorAction
from coordination.indicators.rules import (
    CONSTANTS,
    FIXED,
    Definition,
    Type,
    alike,
    code_for,
    difference,
    flaws,
    moved,
    ring,
    settled,
)
from coordination.indicators.sentences import part_name
from coordination.indicators.uses import WHERE_LABELS, Use, uses
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.rules import clean_name
from coordination.organizations.spelling import initials, pinyin

UNIT_AT_MOST, TEXT_AT_MOST, REASON_AT_MOST = 10, 1000, 300
#: Texts of more than a line, each with its limit.
_TEXTS = {"definition": TEXT_AT_MOST, "note": TEXT_AT_MOST, "reason": REASON_AT_MOST}


@service(IndicatorAction.CREATE)
def create(office: Office, definition: Definition, *, actor: Actor, operation: str) -> Indicator:
    """A new indicator of the office; its code is made from the initials of the name.

    Raises Invalid with everything that is wrong, each at its field.
    """
    initials_of = initials(definition.name)
    indicator = Indicator(office_id=office.id, code=_fresh_code(office, initials_of))
    for name, value in _checked(definition, office.id, indicator).items():
        setattr(indicator, name, value)
    session.add(indicator)
    record(actor, IndicatorAction.CREATE, indicator, name=indicator.name, code=indicator.code)
    return indicator


@service(IndicatorAction.EDIT)
def edit(
    indicator: Indicator,
    definition: Definition,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    reason: str,
) -> Indicator:
    """Change an indicator; what it said before stays in its history, with who changed it and why.

    Raises Stale, Conflict when it is closed, Invalid at each field that is wrong: also where figures
    were filed and the unit, the type or the way it adds up would change, and when nothing changed.
    """
    expect(indicator, version)
    if indicator.closed_at is not None:
        raise Conflict(_("这个指标已停用，不能再改。"))
    values = _checked(definition, indicator.office_id or 0, indicator)
    before = {name: getattr(indicator, name) for name in values}
    stand = moved(FIXED, before, values)
    if stand and is_fixed(indicator):
        raise Invalid(FIXED_SENTENCE, errors=dict.fromkeys(stand, FIXED_SENTENCE))
    was, now = difference(_shown(before), _shown(values))
    if not now:
        raise Invalid(_("没有改动。"))
    why = _reason(reason)
    for name, value in values.items():
        setattr(indicator, name, value)
    _remember(indicator, actor, why, was, now)
    record(actor, IndicatorAction.EDIT, indicator, name=indicator.name, reason=why, before=was, after=now)
    return indicator


@service(IndicatorAction.CLOSE)
def close(
    indicator: Indicator, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Indicator:
    """New forms, ratios and schemes can no longer use it; figures that were filed stay.

    Raises Invalid while something in use still needs it, and names what.
    """
    expect(indicator, version)
    if indicator.closed_at is not None:
        raise Conflict(_("这个指标已经停用。"))
    if needed := needed_by(indicator):
        listed = "、".join(f"{WHERE_LABELS[one.where]}“{one.name}”" for one in needed)
        raise Invalid(_("还有{uses}在用，先从那里去掉，再停用。", uses=listed))
    why = _reason(reason)
    indicator.closed_at = clock.now()
    _remember(indicator, actor, why, {"closed": False}, {"closed": True})
    record(actor, IndicatorAction.CLOSE, indicator, name=indicator.name, reason=why)
    return indicator


FIXED_SENTENCE = _(
    "已经有数据或已在使用，计量单位、类型和累计方式不能改，否则以前的数就变了意思。要改，请停用这个指标，另建一个新的。"
)


def is_fixed(indicator: Indicator) -> bool:
    """Whether unit, type and the way it adds up stand fast: figures exist, or a ratio is in use."""
    if indicator.type == Type.RATIO:
        return any(uses([indicator.id], indicator.office_id or 0)[indicator.id])
    return figures().exist(indicator.id)


def needed_by(indicator: Indicator) -> list[Use]:
    """What would lack it if it were closed; circulars keep the values they were drawn with."""
    found = uses([indicator.id], indicator.office_id or 0)[indicator.id]
    return [one for one in found if one.current]


def _fresh_code(office: Office, letters: str) -> str:
    base = f"{office.division.code}."
    taken = session.scalars(select(Indicator.code).where(Indicator.code.startswith(base, autoescape=True)))
    return code_for(letters, office.division.code, set(taken))


def _checked(given: Definition, office_id: int, indicator: Indicator) -> dict[str, Any]:
    """Every column as it will be stored; raises Invalid with everything that is wrong."""
    given = settled(given)
    errors = flaws(given)
    words: dict[str, str] = {}
    for field, limit in (("name", 60), ("unit", UNIT_AT_MOST)):
        try:
            words[field] = clean_name(getattr(given, field), field=field, at_most=limit)
        except Invalid as refused:
            errors |= refused.errors
    for field, limit in _TEXTS.items():
        words[field] = getattr(given, field).strip()
        if len(words[field]) > limit:
            errors[field] = _("最多{limit}个字，现在是{count}个字。", limit=limit, count=len(words[field]))
    given = replace(given, **words)  # type: ignore[arg-type]
    if "name" not in errors and (twin := _twin(given.name, office_id, indicator.id)):
        errors["name"] = twin
    errors |= _of_citation(given, office_id) | _of_parts(given, office_id, indicator, errors)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    spelled = {"initials": initials(given.name), "pinyin": pinyin(given.name)}
    return {**asdict(given), "type": str(given.type), **spelled}


def _twin(name: str, office_id: int, own_id: int | None) -> Text | None:
    """Two indicators whose names look alike would be taken for each other on every form."""
    with session.no_autoflush:
        found = session.scalars(queries.reachable(office_id).where(Indicator.id != (own_id or 0)))
        other = next((one for one in found if alike(one.name) == alike(name)), None)
    if other is None:
        return None
    if other.closed_at is not None:
        return _("已停用的指标里有同名的（{code}）。请换一个能区分的名称，例如加上年份。", code=other.code)
    return _(
        "目录里已有“{name}”（{code}），请直接使用，或换一个能区分的名称。", name=other.name, code=other.code
    )


def _of_citation(given: Definition, office_id: int) -> dict[str, Text]:
    if given.regulation and queries.regulation(office_id, given.regulation) is None:
        return {"regulation": _("没有这份规定，请从列表里选。")}
    return {}


def _of_parts(
    given: Definition, office_id: int, indicator: Indicator, errors: dict[str, Text]
) -> dict[str, Text]:
    """The parts of a ratio are figures that are filed; no ratio comes back to itself."""
    if given.type != Type.RATIO:
        return {}
    found: dict[str, Text] = {}
    parts = {"numerator": given.numerator, "denominator": given.denominator}
    known = queries.by_code(office_id, [code for code in parts.values() if code])
    way = ring(indicator.code, given, queries.ratio_parts(office_id))
    if way:
        names = {**queries.names(office_id), indicator.code: given.name}
        written = " → ".join(str(part_name(names, code)) for code in way)
        return {"numerator": _("这样算会绕回自己：{way}。请另选分子或分母。", way=written)}
    for field, code in parts.items():
        part = known.get(code or "")
        if not code or field in errors or (field == "denominator" and code in CONSTANTS):
            continue
        if part is None:
            found[field] = _("没有这个指标，请从列表里选。")
        elif part.type == Type.RATIO:
            found[field] = _("“{name}”本身是比率，没有人填报，不能再作分子或分母。", name=part.name)
    return found | _still_a_part(given, indicator)


def _still_a_part(given: Definition, indicator: Indicator) -> dict[str, Text]:
    """What other ratios are made of cannot become a ratio itself."""
    if indicator.id is None or indicator.type == Type.RATIO or given.type != Type.RATIO:
        return {}
    from_it = queries.ratios_of([indicator.id], indicator.office_id or 0).get(indicator.id)
    if not from_it:
        return {}
    listed = "、".join(f"“{one.name}”" for one in from_it)
    return {"type": _("{ratios}由它算出，它不能再改成比率。", ratios=listed)}


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    """The columns that the history tells: not how the name is spelled in letters."""
    return {name: value for name, value in values.items() if name not in ("initials", "pinyin")}


def _reason(typed: str) -> str:
    why = typed.strip()
    if not why:
        raise Invalid(_("请写明修改的原因，会和改动一起留在变动记录里。"), field="why")
    if len(why) > REASON_AT_MOST:
        raise Invalid(_("原因最多{limit}个字。", limit=REASON_AT_MOST), field="why")
    return why


def _remember(
    indicator: Indicator, actor: Actor, reason: str, before: dict[str, object], after: dict[str, object]
) -> None:
    last = select(func.max(IndicatorChange.number)).where(IndicatorChange.indicator_id == indicator.id)
    session.add(
        IndicatorChange(
            indicator_id=indicator.id,
            number=(session.scalar(last) or 0) + 1,
            changed_at=clock.now(),
            changed_by_id=actor.id,
            reason=reason,
            before=before,
            after=after,
        )
    )
