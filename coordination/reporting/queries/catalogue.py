"""The catalogue of indicators and the forms that ask for them."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.report_forms.models import FormField, ReportForm


def catalogue(words: str = "", *, rankable: bool | None = None) -> Sequence[Indicator]:
    """The indicators, by code: `words` in the name, the code or the pinyin initials of the name."""
    found = select(Indicator)
    if words:
        letters = words.lower().replace(" ", "")
        found = found.where(
            or_(
                Indicator.name.contains(words, autoescape=True),
                Indicator.note.contains(words, autoescape=True),
                Indicator.code.contains(letters, autoescape=True),
                Indicator.initials.contains(letters, autoescape=True),
            )
        )
    if rankable is not None:
        found = found.where(Indicator.rankable.is_(rankable))
    return session.scalars(found.order_by(Indicator.code)).all()


def forms_by_indicator(office_id: int) -> dict[int, list[str]]:
    """By indicator id: the names of the forms in use that ask for it."""
    rows = session.execute(
        select(FormField.indicator_id, ReportForm.name)
        .join(ReportForm, FormField.form_id == ReportForm.id)
        .where(ReportForm.office_id == office_id, ReportForm.closed_at.is_(None))
        .order_by(ReportForm.sort_order, ReportForm.id)
    )
    found: dict[int, list[str]] = {}
    for indicator_id, name in rows:
        found.setdefault(indicator_id, []).append(name)
    return found


def indicator_names() -> dict[str, str]:
    """By code, for the formulas of ratios."""
    return {row.code: row.name for row in session.execute(select(Indicator.code, Indicator.name))}
