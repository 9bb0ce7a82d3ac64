"""Where the pages of the slice hang, what an address asks for, and the words they share."""

from dataclasses import dataclass

from flask import Blueprint, flash, request
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period
from coordination.kernel.text import _
from coordination.subjects.rules import KIND_LABELS, SubjectKind
from coordination.tallies import sentences as _sentences  # noqa: F401  what the audit says
from coordination.tallies.entering import COLUMNS, LAST_CASE, MONEY
from coordination.tallies.models import Filing
from coordination.tallies.naming import label
from coordination.tallies.policy import TallyAction
from coordination.tallies.rules import GRAIN_LABELS, SOURCE_LABELS, Grain
from coordination.tallies.rules.clock import is_late

blueprint = Blueprint("tallies", __name__)
FIRST_YEAR = 2000
NAME, ON = _("名称"), _("哪一天")
UNITS = {"起": _("起"), "元": _("元"), "人": _("人"), "个": _("个")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for: a month, a kind of subject, a township by its division."""

    month: Period
    kind: SubjectKind
    township: int | None

    def address(self, **changes: object) -> dict[str, object]:
        kind = None if self.kind is SubjectKind.COMMUNITY else str(self.kind)
        return {"month": str(self.month), "kind": kind, "township": self.township} | changes


def last_month() -> Period:
    return Period.containing(clock.today(), Kind.MONTH).previous()


def wanted() -> Wanted:
    """Of the address of this request; what makes no sense is as if it were not there."""
    kind = request.args.get("kind", "")
    place = request.args.get("township", type=int)
    return Wanted(
        month=_month(request.args.get("month", "")),
        kind=SubjectKind(kind) if kind in set(SubjectKind) else SubjectKind.COMMUNITY,
        township=place if place is not None and 0 < place < 2**63 else None,
    )


def _month(written: str) -> Period:
    try:
        month = Period.parse(written)
    except Invalid:
        return last_month()
    sound = month.kind is Kind.MONTH and FIRST_YEAR <= month.year <= clock.today().year
    return month if sound else last_month()


def tell(made: Filing) -> None:
    """Say on the next page what was filed."""
    if made.corrected:
        words = gettext("已报%(rows)d行，其中更正%(corrected)d行。", rows=made.rows, corrected=made.corrected)
    else:
        words = gettext("已报%(rows)d行。", rows=made.rows)
    flash(words)


@blueprint.app_context_processor
def acts() -> dict[str, object]:
    """For the pages of other slices: whether to lead to a subject's tallies."""
    return {"TallyAct": TallyAction}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "Grain": Grain,
        "grains": GRAIN_LABELS,
        "sources": SOURCE_LABELS,
        "columns": COLUMNS,
        "last_case": LAST_CASE,
        "month_columns": [(one.name, one.label) for one in (*COLUMNS, LAST_CASE)],
        "day_columns": [("name", NAME), ("on", ON), *((one.name, one.label) for one in COLUMNS)],
        "label_of": label,
        "unit_words": UNITS,
        "money_columns": MONEY,
        "subject_kinds": KIND_LABELS,
        "is_late": is_late,
    }
