"""The office's matrix of units by party and by article, and the assignments behind a cell."""

from typing import TypeVar

from flask import render_template, request

from coordination.completion import exporting
from coordination.completion.policy import CompletionAction
from coordination.completion.queries import lists
from coordination.completion.queries.matrix import Matrix, article_matrix, latest_period
from coordination.completion.queries.matrix import matrix as measure
from coordination.completion.rules import Outcome, instants
from coordination.completion.views.place import asked_period, blueprint, export, file, filters
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import Base, session
from coordination.kernel.period import Period
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.queries import own_office
from coordination.responsibilities.models import Article, Party

LARGEST = 2**63
T = TypeVar("T", bound=Base)


@blueprint.get("/completion")
@requires(CompletionAction.OVERSEE, own_office)
def matrix(office: Office) -> Answer:
    chosen = filters()
    found = measure(actor(), chosen.wanted, clock.now())
    return render_template(
        "completion/matrix.html",
        office=office,
        filters=chosen,
        wanted=chosen.wanted,
        found=found,
        earlier=_earlier(found, chosen.wanted.period),
    )


def _earlier(found: Matrix, period: Period) -> Period | None:
    """Where to look instead, when nothing was asked in the period."""
    return None if found.total.asked else latest_period(actor(), period, instants(period)[0])


@blueprint.get("/completion.xlsx")
@requires(CompletionAction.OVERSEE, own_office)
def matrix_file(office: Office) -> Answer:
    chosen = filters()
    found = measure(actor(), chosen.wanted, clock.now(), size=None)
    return file(exporting.matrix_sheet(found, export(office, chosen.wanted.period, chosen.names())))


@blueprint.get("/completion/articles")
@requires(CompletionAction.OVERSEE, own_office)
def articles(office: Office) -> Answer:
    chosen = filters()
    found = article_matrix(actor(), chosen.wanted, clock.now())
    return render_template(
        "completion/articles.html", office=office, filters=chosen, wanted=chosen.wanted, found=found
    )


@blueprint.get("/completion/articles.xlsx")
@requires(CompletionAction.OVERSEE, own_office)
def articles_file(office: Office) -> Answer:
    chosen = filters()
    found = article_matrix(actor(), chosen.wanted, clock.now(), size=None)
    whole = export(office, chosen.wanted.period, chosen.names())
    return file(exporting.articles_sheet(found, whole), exporting.idle_sheet(found, whole))


@blueprint.get("/completion/assignments")
@requires(CompletionAction.OVERSEE, own_office)
def assignments(office: Office) -> Answer:
    wanted = asked_cell()
    return render_template(
        "completion/assignments.html",
        office=office,
        wanted=wanted,
        found=lists.cell(actor(), wanted, clock.now(), working_days()),
        unit=one_of(MemberUnit, wanted.unit_id),
        party=one_of(Party, wanted.party_id),
        article=one_of(Article, wanted.article_id),
        address=address_of,
    )


@blueprint.get("/completion/assignments.xlsx")
@requires(CompletionAction.OVERSEE, own_office)
def assignments_file(office: Office) -> Answer:
    wanted = asked_cell()
    unit = one_of(MemberUnit, wanted.unit_id)
    found = lists.cell(actor(), wanted, clock.now(), working_days(), size=None)
    return file(exporting.list_sheet(found, export(office, wanted.period, [unit.name] if unit else [])))


def asked_cell(unit_id: int | None = None) -> lists.CellWanted:
    """The cell of the address; a number no column can hold names nothing."""
    stands = request.args.get("stands", "")
    return lists.CellWanted(
        asked_period(),
        unit_id or _number("unit"),
        _number("party"),
        _number("article"),
        request.args.get("kind", "").replace("\0", "")[:40],
        Outcome(stands) if stands in set(Outcome) else None,
        request.args.get("page", 1, type=int),
    )


def _number(name: str) -> int | None:
    given = request.args.get(name, type=int)
    return given if given is not None and 0 < given < LARGEST else None


def one_of(model: type[T], number: int | None) -> T | None:
    return None if number is None else session.get(model, number)


def address_of(wanted: lists.CellWanted, **changed: object) -> dict[str, object]:
    """The arguments of the same list with something changed; empty ones fall away."""
    given: dict[str, object] = {
        "period": wanted.period,
        "unit": wanted.unit_id,
        "party": wanted.party_id,
        "article": wanted.article_id,
        "kind": wanted.kind,
        "stands": wanted.outcome,
    }
    return {name: value or None for name, value in (given | changed).items()}
