"""The blueprint, and what its pages share: filters in the address, the way through the periods, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from coordination.completion.rules import Standing
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period
from coordination.kernel.presentation import moment
from coordination.kernel.sheets import CONTENT_TYPE, Sheet, workbook
from coordination.kernel.text import Text, _
from coordination.kernel.web import attachment, is_english, translate
from coordination.organizations.queries import kinds
from coordination.reporting.states import STATE_LABELS
from coordination.timeliness import chart as charts
from coordination.timeliness.exporting import NOTES, PUNCTUALITY_LABELS, Export
from coordination.timeliness.queries.tables import Named, Wanted, forms
from coordination.timeliness.rules import COUNTED, RATE_LABELS, Rate, Tally

blueprint = Blueprint("timeliness", __name__)

#: Years outside are not asked about: two dozen periods back must still be periods.
FIRST_YEAR, LAST_YEAR = 1950, 2900
KINDS: Mapping[Kind, Text] = {
    Kind.WEEK: _("周"),
    Kind.MONTH: _("月"),
    Kind.QUARTER: _("季度"),
    Kind.HALF: _("半年"),
    Kind.YEAR: _("年度"),
}
LEGEND: Mapping[Standing, Text] = {
    Standing.HIGH: _("80%以上"),
    Standing.FAIR: _("60%至80%"),
    Standing.LOW: _("60%以下"),
    Standing.ZERO: _("0%"),
}
#: How the standing of a report looks.
LOOKS = {"on-time": "done", "late": "change", "missing": "late", "pending": "plain"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for, and what it may choose from."""

    wanted: Wanted
    forms: Sequence[Named]
    kinds: Mapping[str, str]

    def names(self) -> list[str]:
        """The filters in words, for the head of a file."""
        chosen = [one.name for one in self.forms if one.key == self.wanted.form]
        if self.wanted.kind:
            chosen.append(self.kinds.get(self.wanted.kind, self.wanted.kind))
        return [*chosen, *([self.wanted.words] if self.wanted.words else [])]

    @property
    def kept(self) -> str:
        """What the pages of single units keep of the address, written."""
        kept = {"period": str(self.wanted.period), "rate": str(self.wanted.rate), "form": self.wanted.form}
        return urlencode({name: value for name, value in kept.items() if value})

    def address(self, **changed: object) -> dict[str, object]:
        """The arguments of the same page with something changed; empty ones fall away."""
        wanted = self.wanted
        given: dict[str, object] = {
            "period": wanted.period,
            "rate": None if wanted.rate is Rate.ON_TIME else wanted.rate,
            "form": wanted.form,
            "kind": wanted.kind,
            "q": wanted.words,
            "sort": "rate" if wanted.worst else None,
        }
        return {name: value or None for name, value in (given | changed).items()}


def filters(office_id: int) -> Filters:
    rate = request.args.get("rate", "")
    wanted = Wanted(
        asked_period(),
        Rate(rate) if rate in set(Rate) else Rate.ON_TIME,
        _typed("form"),
        _typed("kind"),
        _typed("q").strip(),
        request.args.get("sort") == "rate",
        request.args.get("page", 1, type=int),
    )
    names = {one.code: one.english if is_english() else one.name for one in kinds()}
    return Filters(wanted, forms(office_id), names)


def _typed(name: str) -> str:
    return request.args.get(name, "").replace("\0", "")[:40]


def asked_period() -> Period:
    """The period of the address; without one the month that ended last."""
    try:
        period = Period.parse(request.args["period"])
    except (KeyError, Invalid):
        return Period.containing(clock.today(), Kind.MONTH).previous()
    if FIRST_YEAR < period.year < LAST_YEAR:
        return period
    return Period.containing(clock.today(), period.kind).previous()


@dataclass(frozen=True, slots=True)
class Beside:
    """The way through the periods: twelve back, the next, and the same time in other lengths."""

    before: Period
    after: Period | None
    lengths: Sequence[tuple[Kind, Period]]


def beside(period: Period) -> Beside:
    after = period.next()
    started = after.start <= clock.today()
    return Beside(
        period.previous(),
        after if started else None,
        [(kind, period if kind is period.kind else _same(period, kind)) for kind in KINDS],
    )


def _same(period: Period, kind: Kind) -> Period:
    """The period of another length that ended last, as seen from the end of this one."""
    found = Period.containing(min(period.last_day, clock.today()), kind)
    return found if found.last_day <= period.last_day else found.previous()


def export(office: str, chosen: Filters, *names: str) -> Export:
    wanted, now = chosen.wanted, clock.now()
    said = [*names, *chosen.names()]
    return Export(office, wanted.rate, wanted.period, now, moment(now), translate, said)


def file(sheet: Sheet) -> Response:
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)


def picture(rate: Rate, period: Period, run: Sequence[Tally]) -> Response:
    width = charts.PHONE_WIDTH if request.args.get("size") == "phone" else charts.PAGE_WIDTH
    svg = charts.drawn(charts.Course(rate, period, run), width=width, say=translate)
    return Response(svg, mimetype="image/svg+xml")


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "Rate": Rate,
        "Standing": Standing,
        "rates": RATE_LABELS,
        "counted": COUNTED,
        "notes": NOTES,
        "legend": LEGEND,
        "lengths": KINDS,
        "beside": beside,
        "punctualities": PUNCTUALITY_LABELS,
        "looks": LOOKS,
        "states": STATE_LABELS,
        "unit_pages": url_for("timeliness.unit", id=0).removesuffix("0"),
    }
