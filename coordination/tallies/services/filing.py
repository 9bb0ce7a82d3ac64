"""One act of filing: new rows are added, changed ones supersede with a reason, equal ones are left alone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import insert, select, update

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid, Stale
from coordination.kernel.operations import service
from coordination.kernel.period import Kind, Period
from coordination.kernel.personal import personal
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.subjects.models import Subject
from coordination.tallies import policy as _policy  # noqa: F401  every service is asked about it
from coordination.tallies import watching
from coordination.tallies.models import Filing, Tally
from coordination.tallies.policy import TallyAction
from coordination.tallies.queries.months import Seen, stamp
from coordination.tallies.rules import Grain, Source
from coordination.tallies.rules.rows import Count, wrong

REASON_AT_MOST = 200
DAYS_AT_MOST = 31


@dataclass(frozen=True, slots=True)
class _Days:
    """The span of a filing, and the days of one of its rows."""

    grain: Grain
    first_on: date
    last_on: date

    def row(self, count: Count) -> Count:
        """A day needs no day of its last case."""
        return count if self.grain is Grain.MONTH else replace(count, last_case_on=None)

    def of(self, count: Count) -> tuple[date, date]:
        if self.grain is Grain.MONTH:
            return self.first_on, self.last_on
        day = count.on or self.first_on
        return day, day


@service(TallyAction.FILE)
def file(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    grain: Grain,
    first_on: date,
    rows: Sequence[Count],
    source: Source,
    reason: str = "",
    last_on: date | None = None,
    seen: Seen | None = None,
) -> Filing:
    """Store the rows of a month (`first_on` is its first day), of a day, or of the days up to `last_on`.

    What is stored already and equal stays; what differs is superseded and needs a reason. Raises
    Invalid with `rows-ID-field` at the row that is wrong, `reason`, `first_on` or `last_on`; Stale when
    the rows of `seen` changed since the page showed them.
    """
    days = _span(grain, first_on, last_on)
    reason = _clean_reason(reason)
    subjects = _locked(office, {one.subject_id for one in rows})
    if seen is not None and seen.stamp != stamp(seen.subject_ids, days.first_on, days.last_on):
        raise Stale
    _check_rows(rows, days)
    rows = [days.row(one) for one in rows]
    _check_other_grain(subjects, days, rows)
    new, changed = _compared(rows, days)
    if not new and not changed:
        raise Invalid(_("和已存的一样，没有要报的。"))
    if changed and not reason:
        raise Invalid(_("有{count}行要改已报的数，请写明更正原因。", count=len(changed)), field="reason")
    filing = _filing(office, actor, days, source, reason, (len(new), len(changed)))
    _store(filing, subjects, days, new, changed)
    first, last = days.first_on.isoformat(), days.last_on.isoformat()
    record(actor, TallyAction.FILE, filing, rows=filing.rows, corrected=len(changed), first=first, last=last)
    watching.filed(filing)
    return filing


def _filing(
    office: Office, actor: Actor, days: _Days, source: Source, reason: str, counts: tuple[int, int]
) -> Filing:
    """The act itself; `counts` are its new and its changed rows."""
    filing = Filing(
        office_id=office.id,
        unit_id=actor.unit_id,
        grain=days.grain,
        first_on=days.first_on,
        last_on=days.last_on,
        source=source,
        rows=sum(counts),
        corrected=counts[1],
        reason=reason,
        filed_at=clock.now(),
        filed_by_id=actor.id,
    )
    session.add(filing)
    session.flush()
    return filing


def _span(grain: Grain, first_on: date, last_on: date | None) -> _Days:
    if grain is Grain.MONTH:
        month = Period.containing(first_on, Kind.MONTH)
        if month.start != first_on or month.last_day >= clock.today():
            raise Invalid(_("按月填报要等这个月过完。"), field="first_on")
        return _Days(grain, month.start, month.last_day)
    last = first_on if last_on is None else last_on
    if last > clock.today():
        raise Invalid(_("日期不能晚于今天。"), field="first_on" if last_on is None else "last_on")
    if not 0 <= (last - first_on).days < DAYS_AT_MOST:
        raise Invalid(_("一次最多填报{limit}天，止日不早于起日。", limit=DAYS_AT_MOST), field="last_on")
    return _Days(grain, first_on, last)


def _clean_reason(typed: str) -> str:
    reason = typed.strip()
    if len(reason) > REASON_AT_MOST:
        raise Invalid(_("更正原因最多{limit}个字。", limit=REASON_AT_MOST), field="reason")
    for found in personal(reason):
        raise Invalid(
            _("“{words}”像是{kind}，发案统计不收个人信息，请删去。", words=found.masked, kind=found.kind),
            field="reason",
        )
    return reason


def _locked(office: Office, numbers: Collection[int]) -> Mapping[int, Subject]:
    """The subjects, held until the end: two filings of the same row come one after the other."""
    found = select(Subject).where(Subject.office_id == office.id, Subject.id.in_(numbers))
    held = session.scalars(found.order_by(Subject.id).with_for_update(key_share=True))
    subjects = {one.id: one for one in held}
    if not numbers or len(subjects) != len(numbers):
        raise Invalid(_("有的创建对象不在本联席办的名单里，请刷新后重填。"))
    return subjects


def _check_rows(rows: Iterable[Count], days: _Days) -> None:
    errors: dict[str, Text] = {}
    seen: set[tuple[int, date]] = set()
    for count in rows:
        first, last = days.of(count)
        if (count.subject_id, first) in seen:
            errors[f"rows-{count.subject_id}-cases"] = _("同一天填了两行，请合成一行。")
        elif not days.first_on <= first <= days.last_on:
            errors[f"rows-{count.subject_id}-on"] = _("日期要在填报的这段时间里。")
        seen.add((count.subject_id, first))
        for name, why in wrong(count, first, last).items():
            errors[f"rows-{count.subject_id}-{name}"] = why
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def _check_other_grain(subjects: Mapping[int, Subject], days: _Days, rows: Iterable[Count]) -> None:
    """A month is told by days or as a whole, never both (domain, section 6)."""
    touched = {(one.subject_id, *days.of(one)) for one in rows}
    first, last = min(one[1] for one in touched), max(one[2] for one in touched)
    other = select(Tally.subject_id, Tally.first_on, Tally.last_on).where(
        Tally.subject_id.in_(subjects),
        Tally.superseded_at.is_(None),
        Tally.grain != days.grain,
        Tally.first_on <= last,
        Tally.last_on >= first,
    )
    stored: dict[int, list[tuple[date, date]]] = {}
    for number, begins, ends in session.execute(other):
        stored.setdefault(number, []).append((begins, ends))
    errors = {
        f"rows-{number}-cases": _BY_DAYS if days.grain is Grain.MONTH else _AS_MONTH
        for number, begins, ends in sorted(touched)
        if any(ends >= there[0] and begins <= there[1] for there in stored.get(number, ()))
    }
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


_BY_DAYS = _("这个月已按日填报，请在按日填报里补齐其余的日子。")
_AS_MONTH = _("这一天所在的月份已按月填报，请在按月填报里更正。")


def _compared(rows: Iterable[Count], days: _Days) -> tuple[list[Count], list[tuple[Count, Tally]]]:
    """Rows that are new, and rows that differ from what is stored with the stored row."""
    ids = {one.subject_id for one in rows}
    current = select(Tally).where(
        Tally.subject_id.in_(ids),
        Tally.superseded_at.is_(None),
        Tally.grain == days.grain,
        Tally.first_on.between(days.first_on, days.last_on),
    )
    stored = {(one.subject_id, one.first_on): one for one in session.scalars(current)}
    new, changed = [], []
    for count in rows:
        there = stored.get((count.subject_id, days.of(count)[0]))
        if there is None:
            new.append(count)
        elif _told(there) != replace(count, on=None):
            changed.append((count, there))
    return new, changed


def _told(tally: Tally) -> Count:
    return Count(
        tally.subject_id,
        tally.cases,
        tally.loss,
        tally.largest_loss,
        tally.suspects,
        tally.dens,
        tally.last_case_on,
    )


def _store(
    filing: Filing,
    subjects: Mapping[int, Subject],
    days: _Days,
    new: Sequence[Count],
    changed: Sequence[tuple[Count, Tally]],
) -> None:
    at = filing.filed_at
    if changed:
        ids = [there.id for _count, there in changed]
        session.execute(update(Tally).where(Tally.id.in_(ids)).values(superseded_at=at))
    first = [_row(filing, subjects, days, count, 1, "") for count in new]
    again = [
        _row(filing, subjects, days, count, there.revision + 1, filing.reason) for count, there in changed
    ]
    session.execute(insert(Tally), [*first, *again])


def _row(
    filing: Filing, subjects: Mapping[int, Subject], days: _Days, count: Count, revision: int, reason: str
) -> dict[str, object]:
    first, last = days.of(count)
    return {
        "office_id": filing.office_id,
        "filing_id": filing.id,
        "subject_id": count.subject_id,
        "unit_id": subjects[count.subject_id].unit_id,
        "source_unit_id": filing.unit_id,
        "grain": days.grain,
        "first_on": first,
        "last_on": last,
        "cases": count.cases,
        "loss": count.loss,
        "largest_loss": count.largest_loss,
        "suspects": count.suspects,
        "dens": count.dens,
        "last_case_on": count.last_case_on,
        "revision": revision,
        "reason": reason,
        "recorded_at": filing.filed_at,
    }
