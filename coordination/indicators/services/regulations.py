"""The regulations that the product abides by; an office corrects what the product came with."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from coordination.audit.services import record
from coordination.indicators.models import Regulation
from coordination.indicators.policy import RegulationAction
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.rules import clean_name

TITLE_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class RegulationDetails:
    """As typed."""

    title: str
    number: str = ""
    issued_on: date | None = None
    text: str = ""
    repealed_on: date | None = None


@service(RegulationAction.ADD)
def add(office: Office, details: RegulationDetails, *, actor: Actor, operation: str) -> Regulation:
    """A regulation of the office's own; raises Invalid with everything that is wrong, each at its field."""
    regulation = Regulation(office_id=office.id)
    _fill(regulation, details)
    regulation.cited_as = regulation.title
    if _known(regulation.cited_as, office.id):
        raise Invalid(_("列表里已有这份规定，请直接更正那一条。"), field="title")
    session.add(regulation)
    record(actor, RegulationAction.ADD, regulation, title=regulation.title)
    return regulation


@service(RegulationAction.EDIT)
def edit(
    regulation: Regulation, details: RegulationDetails, *, actor: Actor, operation: str, version: int | None
) -> Regulation:
    """Correct a regulation for the own office; what came with the product stays for all others.

    Answers the row that holds from now on. Raises Stale or Invalid.
    """
    expect(regulation, version)
    held = regulation
    if regulation.office_id is None:
        held = Regulation(office_id=actor.office_id, cited_as=regulation.cited_as)
    before = [regulation.title, regulation.number, regulation.text]
    _fill(held, details)
    session.add(held)
    record(actor, RegulationAction.EDIT, held, title=held.title, before=before)
    return held


def _known(cited_as: str, office_id: int) -> bool:
    in_reach = or_(Regulation.office_id.is_(None), Regulation.office_id == office_id)
    same = select(Regulation.id).where(Regulation.cited_as == cited_as, in_reach).limit(1)
    with session.no_autoflush:
        return session.scalar(same) is not None


def _fill(regulation: Regulation, details: RegulationDetails) -> None:
    errors: dict[str, Text] = {}
    title = details.title.strip().removeprefix("《").removesuffix("》")
    try:
        title = clean_name(title, field="title", at_most=TITLE_AT_MOST)
    except Invalid as refused:
        errors |= refused.errors
    if details.issued_on and details.repealed_on and details.repealed_on < details.issued_on:
        errors["repealed_on"] = _("废止日期不能早于发布日期。")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    regulation.title = title
    regulation.number = details.number.strip()
    regulation.text = details.text.strip()
    regulation.issued_on = details.issued_on
    regulation.repealed_on = details.repealed_on
