"""What is entered by hand: by a clerk with a reason, confirmed by a leader, withdrawn with a reason."""

from dataclasses import dataclass, field
from decimal import Decimal

from coordination.audit.services import record
from coordination.kernel import uploads
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.files import StoredFile, store_file
from coordination.kernel.numerals import decimal_places, plain
from coordination.kernel.operations import expect, service
from coordination.kernel.period import Kind, Period
from coordination.kernel.personal import personal
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.kernel.uploads import Accepted
from coordination.schemes import queries
from coordination.schemes.models import Scheme, SchemeEntry
from coordination.schemes.rules import Measure
from coordination.schemes.rules.drafts import LARGEST
from coordination.schemes.states import KIND_LABELS, EntryAction, EntryKind, SchemeState

REASON_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody enters; `value`: of an item, or the points of a bonus; none for a veto."""

    kind: EntryKind
    unit_id: int | None
    period: str
    reason: str
    item_code: str = ""
    value: Decimal | None = None
    file: Accepted | None = field(default=None, compare=False)


@service(EntryAction.ENTER)
def enter(scheme: Scheme, given: Entered, *, actor: Actor, operation: str) -> SchemeEntry:
    """Enter a value, a bonus or a veto; it counts once somebody else has confirmed it.

    Raises Invalid with every fault at its field, Conflict when the scheme is not in force.
    """
    if scheme.state is not SchemeState.IN_FORCE:
        raise Conflict(_("只能登记到施行中的考核办法。"))
    errors = {**_where(scheme, given), **_what(scheme, given), **words("reason", given.reason)}
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    _check_new(scheme, given)
    stored = _stored(scheme, given) if given.file else None
    entry = SchemeEntry(
        office_id=scheme.office_id,
        scheme_id=scheme.id,
        unit_id=given.unit_id,
        period=given.period.strip(),
        kind=given.kind,
        item_code=given.item_code if given.kind is EntryKind.VALUE else "",
        value=None if given.kind is EntryKind.VETO else given.value,
        reason=given.reason.strip(),
        file_id=stored.id if stored else None,
        entered_by_id=actor.id,
        entered_at=clock.now(),
    )
    session.add(entry)
    session.flush()
    _note(entry, actor, EntryAction.ENTER)
    return entry


def _where(scheme: Scheme, given: Entered) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    units = {member.unit_id for member in queries.members_of(scheme)}
    if given.unit_id not in units:
        errors["unit_id"] = _("请选一个参加考核的单位。")
    try:
        month = Period.parse(given.period.strip())
    except Invalid:
        month = None
    if month is None or month.kind is not Kind.MONTH:
        errors["period"] = _("月份要写成 2026-10 的样子。")
    elif month > Period.containing(clock.today(), Kind.MONTH):
        errors["period"] = _("这个月还没有开始。")
    return errors


def _what(scheme: Scheme, given: Entered) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    if given.kind is EntryKind.VETO:
        return errors
    if given.kind is EntryKind.VALUE:
        by_hand = {one.code for one in scheme.items if one.measure == Measure.MANUAL}
        if given.item_code not in by_hand:
            errors["item_code"] = _("请选一个人工登记的考核项。")
    errors |= _value(scheme, given)
    if given.file is None:
        errors["file"] = _("请附佐证材料：数值和加分要有依据。")
    return errors


def _value(scheme: Scheme, given: Entered) -> dict[str, Text]:
    value, bonus = given.value, given.kind is EntryKind.BONUS
    if value is None:
        return {"value": _("请填写加几分。") if bonus else _("请填写数值。")}
    if decimal_places(value.normalize()) > (2 if bonus else 6) or value > LARGEST:
        return {"value": _("数太大或小数太多，加分最多两位小数。")}
    if bonus and not 0 < value <= scheme.bonus_cap:
        return {"value": _("加分要大于0，不超过上限{cap}分。", cap=plain(scheme.bonus_cap))}
    return {"value": _("这里不会是负数。")} if value < 0 else {}


def words(name: str, typed: str) -> dict[str, Text]:
    """What is wrong with a reason that the unit will read, at its field."""
    count = len(typed.strip())
    if not count:
        return {name: _("请写明理由和依据，单位看得到。")}
    if count > REASON_AT_MOST:
        return {name: _("最多{limit}个字，现在是{count}个字。", limit=REASON_AT_MOST, count=count)}
    for found in personal(typed):
        sentence = _("“{words}”像是{kind}，请删去：登记会给单位看。", words=found.masked, kind=found.kind)
        return {name: sentence}
    return {}


def _check_new(scheme: Scheme, given: Entered) -> None:
    """One value for a unit, a month and an item, whoever comes second."""
    session.refresh(scheme, ("version",), with_for_update={"key_share": True})
    if given.kind is not EntryKind.VALUE:
        return
    found = queries.same_value(scheme, given.period.strip(), given.unit_id or 0, given.item_code)
    if found is not None:
        raise Invalid(_("这个单位这个月的这一项已登记过；要改先撤回原来的，再登记。"), field="item_code")


def _stored(scheme: Scheme, given: Entered) -> StoredFile | None:
    """Kept as a file of the unit, so that the unit may read it."""
    file = given.file
    if file is None:
        return None
    try:
        return store_file(
            file.path,
            digest=file.sha256,
            size=file.size,
            name=file.name,
            content_type=file.content_type,
            office_id=scheme.office_id,
            unit_id=given.unit_id,
        )
    except OSError as error:
        raise uploads.no_room(error) from error


@service(EntryAction.CONFIRM)
def confirm(entry: SchemeEntry, *, actor: Actor, operation: str, version: int | None) -> SchemeEntry:
    """Let an entry count. Raises Conflict for who entered it, and for one that is settled already."""
    expect(entry, version)
    if entry.withdrawn_at is not None or entry.confirmed_at is not None:
        raise Conflict(_("这一条已经确认或撤回了，请刷新后查看。"))
    if entry.entered_by_id == actor.id:
        raise Conflict(_("登记的人不能自己确认，请另一位领导确认。"))
    entry.confirmed_at, entry.confirmed_by_id = clock.now(), actor.id
    _note(entry, actor, EntryAction.CONFIRM)
    return entry


@service(EntryAction.WITHDRAW)
def withdraw(
    entry: SchemeEntry, *, actor: Actor, operation: str, version: int | None, reason: str
) -> SchemeEntry:
    """Take an entry back with a reason; it stays on the record. Raises Invalid at `reason`."""
    expect(entry, version)
    if entry.withdrawn_at is not None:
        raise Conflict(_("这一条已经撤回了。"))
    errors = words("reason", reason)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    entry.withdrawn_at, entry.withdrawn_by_id = clock.now(), actor.id
    entry.withdraw_reason = reason.strip()
    _note(entry, actor, EntryAction.WITHDRAW)
    return entry


def _note(entry: SchemeEntry, actor: Actor, action: EntryAction) -> None:
    about = entry.withdraw_reason or entry.reason
    record(actor, action, entry, kind=str(KIND_LABELS[entry.kind]), period=entry.period, reason=about)
