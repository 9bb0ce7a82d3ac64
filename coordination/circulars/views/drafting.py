"""Choosing what to draft: kind, month, ranking, and what the kind needs."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.circulars import queries, quota, services
from coordination.circulars.composing import OFFERED
from coordination.circulars.gathering import Gathered, gather
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.services.drafting import RANKED, owing_units
from coordination.circulars.states import KIND_LABELS, STATE_LABELS, CircularAction, Kind
from coordination.circulars.views.part import GROUPS, LOOKS, blueprint
from coordination.circulars.writing import DraftForm
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.presentation import moment
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.rankings.models import Ranking
from coordination.schemes.queries import periods

#: The kinds that are drafted here; a correction begins at the document that it corrects.
KINDS = tuple(kind for kind in Kind if kind is not Kind.CORRECTION)


@blueprint.route("/circulars/new", methods=["GET", "POST"])
@requires(CircularAction.DRAFT, own_office)
def draft(office: Office) -> Answer:
    """?kind=special&period=2026-10 or ?ranking=7 choose beforehand."""
    months = [str(month) for month in periods(office.id)]
    period, kind = _wanted_period(months), _wanted_kind()
    rankings = queries.frozen(office.id, period) if period and kind in RANKED else []
    gathered = _gathered(office, kind, period)
    form = DraftForm()
    form.title.flags.required = kind is Kind.SPECIAL
    form.addressees.flags.required = kind is Kind.LETTER
    form.ranking.choices = [("", gettext("不用排名")), *((str(one.id), _named(one)) for one in rankings)]
    form.units.choices = _units(gathered) if gathered and kind is Kind.REMINDER else []
    form.facts.choices = _facts(gathered) if gathered and kind is Kind.SPECIAL else []
    if form.validate_on_submit():
        with form.refusals():
            made = _made(office, form, kind)
            flash(gettext("已按数据起草。请逐段核对，数字来自已通过的填报，不能手改。"))
            return redirect(url_for("circulars.edit", id=made.id))
    elif not form.is_submitted():
        form.period.data, form.kind.data = period, kind.value
        usual = queries.usual(rankings)
        form.ranking.data = request.args.get("ranking") or (str(usual.id) if usual else "")
    return form.page(
        "circulars/draft.html",
        months=months,
        period=period,
        kind=kind,
        kinds={one: KIND_LABELS[one] for one in KINDS},
        ranked=kind in RANKED,
        groups=_grouped(gathered) if gathered and kind is Kind.SPECIAL else {},
        group_names=GROUPS,
        owing=_owing(gathered) if gathered and kind is Kind.REMINDER else {},
        meter=quota.meter(office.id, clock.today().year),
        missing=queries.not_passed(office.id, period) if period else [],
        earlier=_earlier(office, period, kind),
        number=number,
        states=STATE_LABELS,
        looks=LOOKS,
    )


def _made(office: Office, form: DraftForm, kind: Kind) -> Circular:
    chosen = form.ranking_id
    return services.draft(
        office,
        actor=actor(),
        operation=form.key,
        period=str(form.period.data or ""),
        ranking=session.get(Ranking, chosen) if chosen else None,
        kind=kind,
        wanted=services.Wanted(
            title=form.title.data or "",
            addressees=form.addressees.data or "",
            units=tuple(form.units.data or ()),
            facts=tuple(form.facts.data or ()),
            present=form.present.data or "",
            absent=form.absent.data or "",
            observing=form.observing.data or "",
        ),
    )


def _wanted_kind() -> Kind:
    wanted = request.values.get("kind", "")
    return Kind(wanted) if wanted in set(KINDS) else Kind.MONTHLY


def _wanted_period(months: list[str]) -> str:
    """The month of the ranking, the month asked for, or the latest one."""
    named = request.args.get("ranking", type=int)
    ranking = session.get(Ranking, named) if named and named < 2**63 else None
    wanted = ranking.period if ranking else request.values.get("period", "")
    return wanted if wanted in months else (months[0] if months else "")


def _gathered(office: Office, kind: Kind, period: str) -> Gathered | None:
    """The figures to choose from, for the kinds that ask for a choice."""
    if not period or kind not in (Kind.SPECIAL, Kind.REMINDER):
        return None
    return gather(office.id, Period.parse(period), None, owing=kind is Kind.REMINDER)


def _earlier(office: Office, period: str, kind: Kind) -> list[Circular]:
    """Of a monthly circular one is expected, so an earlier one is told."""
    if not period or kind is not Kind.MONTHLY:
        return []
    return [one for one in queries.of_period(office.id, period) if one.kind is Kind.MONTHLY]


def _units(gathered: Gathered) -> list[tuple[int, str]]:
    owing = set(owing_units(gathered))
    return [(unit.id, unit.name) for unit in gathered.units if unit.id in owing]


def _owing(gathered: Gathered) -> dict[int, list[str]]:
    """By unit what it owes, as the letter will say it."""
    facts = gathered.drawn.facts
    names = {number: gathered.names[number] for number in owing_units(gathered)}
    return {
        number: [facts[f"{name}{end}"].text for end in ("未报报表", "逾期交办") if f"{name}{end}" in facts]
        for number, name in names.items()
    }


def _facts(gathered: Gathered) -> list[tuple[str, str]]:
    return [(name, name) for name, fact in gathered.drawn.facts.items() if fact.group in OFFERED]


def _grouped(gathered: Gathered) -> dict[str, list[tuple[str, str]]]:
    """The facts of the whole area by group, with the text that is printed; the others wait in the editor."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, fact in gathered.drawn.facts.items():
        if fact.group in OFFERED:
            found.setdefault(fact.group, []).append((name, fact.text))
    return found


def _named(ranking: Ranking) -> str:
    words: str = gettext(
        "%(name)s，第%(sequence)s次冻结，%(at)s",
        name=ranking.scheme.name,
        sequence=ranking.sequence,
        at=moment(ranking.frozen_at),
    )
    return words
