"""Everything of the sample in one transaction, once."""

from dataclasses import dataclass

from sqlalchemy import func, select, text

from coordination.accounts.models import Account
from coordination.accounts.passwords import hashed
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import ROLE, SYSTEM_SCOPE, acting, session
from coordination.kernel.functions import Function
from coordination.kernel.operations import transaction
from coordination.kernel.policy import SYSTEM
from coordination.operation.refusal import Refused
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.reporting.states import ReportAction
from coordination.sample.applications import add_applications
from coordination.sample.certificates import certify
from coordination.sample.consultations import consult_now
from coordination.sample.current import standing
from coordination.sample.dispatches import sign_receipts
from coordination.sample.document_templates import keep_own_wording
from coordination.sample.documents import add_documents, remind_late
from coordination.sample.duties import add_duties
from coordination.sample.filings import Filing, store
from coordination.sample.handed import hand_out_tasks
from coordination.sample.history import open_months
from coordination.sample.indicators import add_own_indicator
from coordination.sample.inspections import inspect_titles
from coordination.sample.levels import add_city, send_up
from coordination.sample.months import LAST, Cast, filings
from coordination.sample.offices import add_forms, add_office, office_settings, qilihe_units, tongcheng_units
from coordination.sample.people import Person, add_accounts, office_people, unit_people
from coordination.sample.periods import freeze_and_correct
from coordination.sample.places import load_divisions, populate
from coordination.sample.published import file_published
from coordination.sample.quarters import file_quarters
from coordination.sample.radar import ask_about, carried_over
from coordination.sample.reference import load_reference
from coordination.sample.register import set_year_targets
from coordination.sample.revising import draft_a_revision
from coordination.sample.schemes import add_schemes
from coordination.sample.spreadsheets import send_up_a_sheet
from coordination.sample.standards import set_standards
from coordination.sample.standing import (
    Staff,
    add_scheme,
    draft_published,
    freeze_months,
    issue_circular,
    working_day,
)
from coordination.sample.tallies import add_subjects, file_tallies

ACTION = "sample.load"
FIRST_PERIOD = "2025-09"
PLACES = ("qilihe", "tongcheng", "lanzhou")
#: What holds most rows of the sample.
FILLED = ("divisions", "member_units", "reports", "report_figures", "subjects", "tallies")


@dataclass(frozen=True)
class Loaded:
    """Whether this call did it; `password_hash` is that of the sample's clerk."""

    now: bool
    password_hash: str | None


def load(password: str) -> Loaded:
    """Load reference data and the sample offices; the second call changes nothing.

    Raises Refused when the database holds an office that is not of the sample: known accounts
    have no place beside real ones.
    """
    with acting(SYSTEM_SCOPE), transaction():
        load_reference()
        sample = [office_settings(place)["name"] for place in PLACES]
        if session.scalar(select(func.count()).select_from(Office).where(Office.name.not_in(sample))):
            raise Refused(
                "数据库里已有正式的联席办，不装入示例数据",
                "the database holds a real office: the sample is not loaded",
            )
        fresh = not session.scalar(select(func.count()).select_from(Office))
        if fresh:
            password_hash = hashed(password)
            _qilihe(password_hash)
            _tongcheng(password_hash)
        clerk = session.scalar(select(Account.password_hash).where(Account.username == "clerk"))
    return Loaded(fresh, clerk)


def _qilihe(password_hash: str) -> None:
    county = load_divisions("620103")
    sizes = office_settings("qilihe")["population"]
    populate(county, sizes["townships"], **{name: sizes[name] for name in ("basis", "source", "year")})
    office = add_office("qilihe", county)
    units = qilihe_units(office, county)
    add_forms(office, "qilihe", FIRST_PERIOD)
    add_duties(office, examples=True)
    people = [*office_people(), *unit_people(units), *_others(units)]
    add_accounts(office, people, password_hash, clock.now())
    record(SYSTEM, ACTION, office, units=len(units), accounts=len(people))
    _months(office)
    add_subjects(office)
    file_tallies(office)
    _count_rows()
    set_standards(office)
    freeze_and_correct(office)
    add_own_indicator(office)
    staff = Staff()
    issue_circular(office, freeze_months(add_scheme(office), staff), staff)
    keep_own_wording(office, staff)
    add_documents(office, staff)
    open_months(office)
    draft_a_revision(office)
    hand_out_tasks(office)
    add_schemes(office, staff)
    add_applications(office)
    file_quarters(office, password_hash)
    certify(office)
    inspect_titles(office)
    set_year_targets(office)
    ask_about(office)
    send_up_a_sheet(office)
    consult_now(office)
    sign_receipts(office)
    remind_late(office, staff)
    send_up(office, add_city(office, password_hash))


def _count_rows() -> None:
    """Tell the planner what the open transaction has written: it would take the tables for empty and
    read them once for each row of one another. Only their owner may."""
    session.flush()
    session.execute(text("SELECT set_config('role', 'none', true)"))
    session.execute(text(f"ANALYZE {', '.join(FILLED)}"))
    session.execute(text("SELECT set_config('role', :role, true)"), {"role": ROLE})


def _months(office: Office) -> None:
    """Fourteen months of reports, one audit event for each month beside those of the reports."""
    cast = Cast.of(office)
    before: list[Filing] = []
    for period, filed in filings(office):
        reports = store(list(standing(list(carried_over(filed, before)), cast)) if period == LAST else filed)
        before = filed
        record(SYSTEM, ReportAction.OPEN, office, period=str(period), reports=reports, sample=True)


def _tongcheng(password_hash: str) -> None:
    county = load_divisions("421222")
    office = add_office("tongcheng", county)
    units = tongcheng_units(office, county)
    (form,) = add_forms(office, "tongcheng", "2023-03")
    add_duties(office, examples=False)
    police = Person("tc-police", units[0].contact_name, Function.LIAISON, units[0])
    people = [*office_people("tc-"), police]
    add_accounts(office, people, password_hash, clock.now())
    record(SYSTEM, ACTION, office, units=len(units), accounts=len(people))
    file_published(office, form, units)
    form.closed_at = working_day("2024-03", 5, 9)
    draft_published(office, Staff("tc-"))


def _others(units: list[MemberUnit]) -> list[Person]:
    """A reviewer of the police, and a worker of the first community of the first township."""
    police = next(unit for unit in units if unit.kind_code == "police")
    township = next(unit for unit in units if unit.division_id)
    below = select(Division).where(Division.parent_id == township.division_id).order_by(Division.code)
    community = session.scalars(below.limit(1)).one()
    return [
        Person("police-reviewer", "示例公安审核", Function.UNIT_REVIEWER, police),
        Person("community", "示例社区工作者", Function.COMMUNITY_WORKER, township, community),
    ]
