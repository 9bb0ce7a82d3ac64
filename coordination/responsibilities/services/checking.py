"""What a person filled in about a duty, and the same in good order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import select

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import decimal_places
from coordination.kernel.period import Kind
from coordination.kernel.text import Text, _
from coordination.organizations.models import UnitKind
from coordination.organizations.rules import clean_name
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.rules import LATEST_WORKDAY, RECURRENCES, read_first_period

NAME_AT_MOST = 200
TEXT_AT_MOST = 2000
EVIDENCE_AT_MOST = 500
MEASURE_AT_MOST = 10
WEIGHT_AT_MOST = 100
TARGET_AT_MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class DutyDetails:
    """As typed and chosen; `recurrence` empty: no task opens by itself."""

    name: str
    party_id: int | None
    article_id: int | None = None
    unit_kinds: Sequence[str] = ()
    weight: Decimal | None = Decimal(1)
    content: str = ""
    evidence: str = ""
    recurrence: str = ""
    first_period: str = ""
    due_workday: int | None = 5
    due_hour: int | None = 17
    target: Decimal | None = None
    target_unit: str = ""


def cleaned(duty: Duty, details: DutyDetails) -> dict[str, Any]:
    """The columns of the duty. Raises Invalid with everything that is wrong, each at its field."""
    errors: dict[str, Text] = {}
    values: dict[str, Any] = {"unit_kinds": _kinds(details, errors)}
    values |= _words(details, errors) | _amounts(details, errors)
    values["party_id"] = _chosen(Party, details.party_id, duty.party_id, "party_id", errors)
    values["article_id"] = _chosen(Article, details.article_id, duty.article_id, "article_id", errors)
    if values["party_id"] is None:
        errors.setdefault("party_id", _("请选择责任方。"))
    values |= _rhythm(duty, details, errors)
    if "name" in values and not errors and (taken := _taken(duty, values)) is not None:
        errors["name"] = taken
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    return values


def _words(details: DutyDetails, errors: dict[str, Text]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    try:
        values["name"] = clean_name(details.name, field="name", at_most=NAME_AT_MOST)
    except Invalid as refusal:
        errors |= refusal.errors
    for name, typed, limit in (
        ("content", details.content, TEXT_AT_MOST),
        ("evidence", details.evidence, EVIDENCE_AT_MOST),
    ):
        values[name] = typed.replace("\r\n", "\n").strip()
        if len(values[name]) > limit:
            errors[name] = _("最多{limit}个字，现在是{count}个字。", limit=limit, count=len(values[name]))
    return values


def _amounts(details: DutyDetails, errors: dict[str, Text]) -> dict[str, Any]:
    weight, target, measure = details.weight, details.target, details.target_unit.strip()
    if weight is None or not 0 < weight <= WEIGHT_AT_MOST or decimal_places(weight) > 2:
        errors["weight"] = _("权重要大于0、不超过{limit}，最多两位小数。", limit=WEIGHT_AT_MOST)
    if target is not None and (not 0 < target <= TARGET_AT_MOST or decimal_places(target) > 2):
        errors["target"] = _("目标数量要大于0，最多两位小数；没有就留空。")
    if target is not None and not measure:
        errors["target_unit"] = _("填了目标数量，也要填单位，例如：户、场、份。")
    if target is None and measure:
        errors["target"] = _("填了单位，也要填目标数量；没有就都留空。")
    if len(measure) > MEASURE_AT_MOST:
        errors["target_unit"] = _("单位最多{limit}个字。", limit=MEASURE_AT_MOST)
    return {"weight": weight, "target": target, "target_unit": measure}


def _kinds(details: DutyDetails, errors: dict[str, Text]) -> list[str]:
    known = session.scalars(select(UnitKind.code).order_by(UnitKind.sort_order, UnitKind.code)).all()
    if set(details.unit_kinds) - set(known):
        errors["unit_kinds"] = _("请从列表里选择单位类别。")
    return [code for code in known if code in details.unit_kinds]


def _chosen(
    model: type[Party | Article],
    number: int | None,
    before: int | None,
    field: str,
    errors: dict[str, Text],
) -> int | None:
    """A row of a dictionary that is in use, or the closed one that stood there before."""
    if number is None or number == before:
        return number
    row = cast(Party | Article | None, session.get(model, number))
    if row is None or row.closed_on is not None:
        errors[field] = _("这一项已经停用，请另选一项。")
    return number


def _rhythm(duty: Duty, details: DutyDetails, errors: dict[str, Text]) -> dict[str, Any]:
    workday, hour = details.due_workday, details.due_hour
    if workday is None or not 1 <= workday <= LATEST_WORKDAY:
        errors["due_workday"] = _(
            "填1到{limit}之间的整数，表示期满后第几个工作日截止。", limit=LATEST_WORKDAY
        )
    if hour is None or not 0 <= hour <= 23:
        errors["due_hour"] = _("请选择截止的钟点。")
    if details.recurrence and details.recurrence not in RECURRENCES:
        errors["recurrence"] = _("请从列表里选择周期。")
    values: dict[str, Any] = {"due_workday": workday, "due_hour": hour}
    values |= {"recurrence": None, "first_period": None}
    if not details.recurrence or workday is None or hour is None or errors.keys() & values.keys():
        return values
    kind, first = Kind(details.recurrence), details.first_period.strip()
    values["recurrence"] = str(kind)
    if (duty.recurrence, duty.first_period) == (str(kind), first):
        return values | {"first_period": first}
    try:
        now, is_workday = clock.now(), working_days()
        period = read_first_period(first, kind, now, workday=workday, hour=hour, is_workday=is_workday)
    except Invalid as refusal:
        errors |= refusal.errors
        return values
    return values | {"first_period": str(period)}


def _taken(duty: Duty, values: dict[str, Any]) -> Text | None:
    same = select(Duty).where(
        Duty.office_id == duty.office_id,
        Duty.party_id == values["party_id"],
        Duty.article_id.is_not_distinct_from(values["article_id"]),
        Duty.name == values["name"],
        Duty.id != (duty.id or 0),
    )
    with session.no_autoflush:
        other = session.scalars(same).first()
    if other is None:
        return None
    if other.closed_at is not None:
        return _("同一责任方、同一条款下已有同名事项，现在是停用状态；可以在“已停用”里重新启用。")
    return _("同一责任方、同一条款下已有同名事项，请换一个名称。")
