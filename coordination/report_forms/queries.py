"""Reading report forms. Lists start at `visible_to(actor)`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import raiseload, selectinload

from coordination.indicators import queries as indicators
from coordination.indicators.models import Indicator
from coordination.kernel.calendar import Holiday, working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period, deadline
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.organizations import queries as organizations
from coordination.organizations.models import MemberUnit
from coordination.report_forms.checking import check_doubts
from coordination.report_forms.fitness import Around, Obstacle, due_faults, obstacles
from coordination.report_forms.models import FormCheck, FormField, ReportForm
from coordination.report_forms.openings import latest_opened
from coordination.report_forms.outline import CheckOutline, FieldOutline, Limits, Outline
from coordination.report_forms.rules import FormState, Shape, items_a_month, state_of

MOST_FOUND = 30
LIMITS = ("minimum", "maximum", "bound", "soft_low", "soft_high", "swing_percent")


def visible_to(actor: Actor) -> Select[ReportForm]:
    """The forms of the actor's office; a unit sees its reports, not the forms behind them."""
    if actor.office_id is None or actor.unit_id is not None:
        return select(ReportForm).where(false())
    return select(ReportForm).where(ReportForm.office_id == actor.office_id)


def form(actor: Actor, **places: int) -> ReportForm | None:
    """One revision with its fields and checks."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    return session.scalars(_whole(visible_to(actor).where(ReportForm.id == number))).first()


def _whole(found: Select[ReportForm]) -> Select[ReportForm]:
    return found.options(selectinload(ReportForm.fields), selectinload(ReportForm.checks)).execution_options(
        populate_existing=True
    )


@dataclass(frozen=True)
class FieldOf:
    """A field in the form it belongs to; the policy is asked about the form's office."""

    form: ReportForm
    field: FormField

    @property
    def office_id(self) -> int:
        return self.form.office_id


def field_of(actor: Actor, **places: int) -> FieldOf | None:
    """A field by the numbers of its form and its own."""
    found = form(actor, id=places["id"])
    fields = found.fields if found else []
    return next((FieldOf(found, one) for one in fields if found and one.id == places["field"]), None)


@dataclass(frozen=True)
class CheckOf:
    """A check in the form it belongs to."""

    form: ReportForm
    check: FormCheck

    @property
    def office_id(self) -> int:
        return self.form.office_id


def check_of(actor: Actor, **places: int) -> CheckOf | None:
    """A check by the numbers of its form and its own."""
    found = form(actor, id=places["id"])
    checks = found.checks if found else []
    return next((CheckOf(found, one) for one in checks if found and one.id == places["check"]), None)


def state(form: ReportForm) -> FormState:
    return state_of(form.enacted_at, form.last_period, form.closed_at)


@dataclass(frozen=True, slots=True)
class Listed:
    """The revisions of one form: the one to be filed, the draft, and how many came before."""

    code: str
    shown: ReportForm
    draft: ReportForm | None
    earlier: int
    fields: int

    @property
    def state(self) -> FormState:
        return state(self.shown)


def listed(actor: Actor) -> list[Listed]:
    """The forms of the office by code in their order, closed ones last; two queries."""
    rows = session.scalars(
        visible_to(actor)
        .options(raiseload("*"))
        .order_by(ReportForm.sort_order, ReportForm.code, ReportForm.revision.desc())
    ).all()
    by_code: dict[str, list[ReportForm]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    counts = _field_counts([row.id for row in rows])
    found = [_listed(code, revisions, counts) for code, revisions in by_code.items()]
    return sorted(found, key=lambda one: one.state is FormState.CLOSED)


def _listed(code: str, revisions: Sequence[ReportForm], counts: Mapping[int, int]) -> Listed:
    draft = next((one for one in revisions if one.enacted_at is None), None)
    enacted = [one for one in revisions if one.enacted_at is not None]
    shown = enacted[0] if enacted else revisions[0]
    return Listed(
        code, shown, draft if draft is not shown else None, max(0, len(enacted) - 1), counts[shown.id]
    )


def _field_counts(form_ids: Collection[int]) -> Mapping[int, int]:
    rows = session.execute(
        select(FormField.form_id, func.count())
        .where(FormField.form_id.in_(form_ids))
        .group_by(FormField.form_id)
    )
    return Counter(dict(rows.all()))


def revisions(form: ReportForm) -> Sequence[ReportForm]:
    """Every revision with the code of this one, latest first."""
    return session.scalars(
        select(ReportForm)
        .where(ReportForm.office_id == form.office_id, ReportForm.code == form.code)
        .options(raiseload("*"))
        .order_by(ReportForm.revision.desc())
    ).all()


def draft_of(form: ReportForm) -> ReportForm | None:
    return next((one for one in revisions(form) if one.enacted_at is None), None)


def before(form: ReportForm) -> ReportForm | None:
    """The revision that this one takes over from, whole: the latest enacted one that is not closed."""
    found = select(ReportForm).where(ReportForm.office_id == form.office_id, ReportForm.code == form.code)
    found = found.where(ReportForm.enacted_at.is_not(None), ReportForm.closed_at.is_(None))
    found = found.where(ReportForm.revision < form.revision).order_by(ReportForm.revision.desc())
    return session.scalars(_whole(found.limit(1))).first()


def outline(form: ReportForm) -> Outline:
    """The form as the rules read it; its fields and checks are loaded."""
    return Outline(
        name=form.name,
        shape=form.shape,
        subject_kind=form.subject_kind,
        with_total=form.with_total,
        unit_kinds=tuple(form.unit_kinds),
        period_kind=form.period_kind,
        due_workday=form.due_workday,
        due_hour=form.due_hour,
        grace_days=form.grace_days,
        first_period=form.first_period,
        guidance=form.guidance,
        fields=tuple(_field(one) for one in form.fields),
        checks=tuple(check_outline(one) for one in form.checks),
    )


def _field(field: FormField) -> FieldOutline:
    indicator = field.indicator
    return FieldOutline(
        indicator.code,
        indicator.name,
        indicator.type,
        indicator.unit,
        field.section,
        field.required,
        field.caliber,
        adds_up=indicator.over_divisions == "sum",
        closed=indicator.closed_at is not None,
        limits=limits(field),
    )


def limits(field: FormField) -> Limits:
    return Limits(**{name: getattr(field, name) for name in LIMITS})


def check_outline(check: FormCheck) -> CheckOutline:
    return CheckOutline(check.kind, check.left, check.right, tuple(check.parts), check.tolerance)


def first_due(form: ReportForm) -> datetime | None:
    """When the first report would be due; None while the rule of the deadline is wrong."""
    try:
        return due(form, Period.parse(form.first_period))
    except Invalid:
        return None


def due(form: ReportForm, period: Period) -> datetime | None:
    """When the report of a period is due; None while the rule of the deadline is wrong."""
    if due_faults(outline(form)):
        return None
    return deadline(period, form.due_workday, form.due_hour, working_days())


def calendar_reaches(year: int) -> bool:
    """Whether the table of holidays says anything about a year; they are announced the autumn before."""
    found = select(Holiday.day).where(Holiday.day.between(f"{year}-01-01", f"{year}-12-31"))
    return session.scalar(found.limit(1)) is not None


def standing_against(form: ReportForm) -> tuple[Obstacle, ...]:
    """What is to be mended before the form can be enacted."""
    kinds = [kind.code for kind in organizations.kinds()]
    around = Around(kinds, latest_opened(form.office_id, form.code), first_due(form))
    return obstacles(outline(form), around, clock.now())


def doubts(form: ReportForm) -> tuple[Text, ...]:
    """What to look at twice before the form is enacted, and may stay as it is."""
    return tuple(sentence for _place, sentence in check_doubts(outline(form)))


def filing_units(form: ReportForm) -> Sequence[MemberUnit]:
    """The open units that would file it, in official order."""
    return organizations.units(form.office_id, kinds=form.unit_kinds)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that a search found; `there`: on the form already."""

    indicator: Indicator
    there: bool


def candidates(form: ReportForm, words: str) -> tuple[list[Candidate], int]:
    """Indicators in use by name, code, pinyin or initials, 30 at most; and how many fit in all."""
    found = indicators.catalogue(form.office_id, indicators.Wanted(words), size=MOST_FOUND)
    there = {field.indicator_id for field in form.fields}
    return [Candidate(one, one.id in there) for one in found.indicators], found.total


@dataclass(frozen=True, slots=True)
class Load:
    """How many figures a month the form asks of one unit, and of all that file it."""

    fields: int
    subjects: int
    units: int
    kind: Kind

    @property
    def of_one(self) -> Decimal:
        return items_a_month(self.fields, self.subjects, self.kind)

    @property
    def of_all(self) -> Decimal:
        return items_a_month(self.fields, self.subjects * self.units, self.kind)


def load(form: ReportForm) -> Load:
    """What the form asks, with the units that are open today."""
    subjects = 1
    if form.shape is Shape.SUBJECTS:
        subjects = len(organizations.units(form.office_id, kinds=[form.subject_kind or ""]))
    return Load(len(form.fields), subjects, len(filing_units(form)), Kind(form.period_kind))
