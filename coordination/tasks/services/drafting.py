"""Writing a task before it is handed out: create, edit, discard."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import delete, select

from coordination.audit.services import record
from coordination.kernel.clock import ZONE
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.numerals import decimal_places
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.rules import clean_name, clean_phone
from coordination.responsibilities.models import Article, Duty, Party
from coordination.tasks.addressing import Addressees
from coordination.tasks.models import Task, task_articles
from coordination.tasks.rules import TITLE_AT_MOST
from coordination.tasks.services.checking import called, due_fault, units_fault
from coordination.tasks.states import TASK_WORKFLOW, Origin, TaskAction, TaskState

LARGEST = Decimal("999999999999999")
HEAVIEST = Decimal("9999.99")


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """What a person fills in about a task; `due_on` and `due_hour` are of a clock in China."""

    origin: Origin
    title: str
    party_id: int | None
    due_on: date | None
    due_hour: int = 17
    to: Addressees = field(default_factory=Addressees)
    origin_note: str = ""
    duty_id: int | None = None
    content: str = ""
    article_ids: tuple[int, ...] = ()
    campaign: str = ""
    leader: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    target: Decimal | None = None
    target_unit: str = ""
    weight: Decimal = Decimal(1)
    evidence: str = ""
    acceptance: str = ""

    @property
    def due_at(self) -> datetime | None:
        return None if self.due_on is None else datetime.combine(self.due_on, time(self.due_hour), ZONE)


@service(TaskAction.CREATE)
def create(office: Office, details: TaskDetails, *, actor: Actor, operation: str) -> Task:
    """A new draft; raises Invalid with every fault at its field."""
    task = Task(office_id=office.id, state=TaskState.DRAFT, created_by_id=actor.id, articles=[])
    _fill(task, details)
    session.add(task)
    record(actor, TaskAction.CREATE, task, title=called(task))
    return task


@service(TaskAction.EDIT)
def edit(task: Task, details: TaskDetails, *, actor: Actor, operation: str, version: int | None) -> Task:
    """Change a draft; raises Stale when somebody else did so meanwhile, Invalid at the fields."""
    expect(task, version)
    TASK_WORKFLOW.apply(task, TaskAction.EDIT)
    _fill(task, details)
    record(actor, TaskAction.EDIT, task, title=called(task))
    return task


@service(TaskAction.DISCARD)
def discard(task: Task, *, actor: Actor, operation: str, version: int | None) -> Task:
    """Throw a draft away; what was handed out stays for ever."""
    expect(task, version)
    if task.state is not TaskState.DRAFT:
        raise Conflict(_("任务已经交办，不能删除；可以撤回或终止。"))
    record(actor, TaskAction.DISCARD, task, title=called(task))
    session.execute(delete(task_articles).where(task_articles.c.task_id == task.id))
    session.execute(delete(Task).where(Task.id == task.id))
    session.expunge(task)
    return task


def faults(task: Task, details: TaskDetails) -> dict[str, Text]:
    """Everything that is wrong with the details, by field; the task itself is not touched."""
    errors: dict[str, Text] = {}
    _cleaned(details, errors)
    _phone(details, errors)
    _articles(task, details, errors)
    _check_figures(details, errors)
    fault = units_fault(task.office_id, details.to)
    if fault is not None:
        errors["units"] = fault
    late = _("请填写截止日期。") if details.due_at is None else due_fault(details.due_at)
    if late is not None:
        errors["due_on"] = late
    return errors


def _fill(task: Task, details: TaskDetails) -> None:
    """Put the details into the task; it is touched only when nothing is wrong with them."""
    errors = faults(task, details)
    if errors or details.due_at is None:
        raise Invalid(next(iter(errors.values())), errors=errors)
    title, phone = _cleaned(details, {}), _phone(details, {})
    articles = _articles(task, details, {})
    _set(task, details, title=title, phone=phone, due_at=details.due_at)
    task.articles = articles


def _set(task: Task, details: TaskDetails, *, title: str, phone: str, due_at: datetime) -> None:
    for name in ("origin", "party_id", "duty_id", "target", "weight"):
        setattr(task, name, getattr(details, name))
    words = (
        "origin_note",
        "content",
        "campaign",
        "leader",
        "contact_name",
        "target_unit",
        "evidence",
        "acceptance",
    )
    for name in words:
        setattr(task, name, getattr(details, name).strip())
    task.title, task.contact_phone, task.due_at = title, phone, due_at
    task.kinds, task.support_kinds = list(details.to.kinds), list(details.to.support_kinds)
    task.lead_ids, task.support_ids = list(details.to.lead_ids), list(details.to.support_ids)


def _cleaned(details: TaskDetails, errors: dict[str, Text]) -> str:
    try:
        return clean_name(details.title, field="title", at_most=TITLE_AT_MOST)
    except Invalid as error:
        errors["title"] = error.message if details.title.strip() else _("请填写任务标题。")
        return ""


def _phone(details: TaskDetails, errors: dict[str, Text]) -> str:
    try:
        return clean_phone(details.contact_phone, field="contact_phone")
    except Invalid as error:
        errors.update(error.errors)
        return ""


def _articles(task: Task, details: TaskDetails, errors: dict[str, Text]) -> list[Article]:
    """Party, duty and articles from their lists; a closed party only where it was chosen before."""
    party = session.get(Party, details.party_id) if details.party_id else None
    if party is None or (party.closed_on is not None and party.id != task.party_id):
        errors["party_id"] = _("请选择责任方。")
    duty = session.get(Duty, details.duty_id) if details.duty_id else None
    if details.duty_id and (duty is None or duty.office_id != task.office_id):
        errors["duty_id"] = _("请从清单里选择责任事项。")
    elif details.origin is Origin.DUTY and duty is None:
        errors["duty_id"] = _("来源是责任事项，请选择是哪一项。")
    found = session.scalars(
        select(Article).where(Article.id.in_(details.article_ids)).order_by(Article.sort_order, Article.id)
    ).all()
    if len(found) < len(set(details.article_ids)):
        errors["article_ids"] = _("请从清单里选择法律条款。")
    return list(found)


def _check_figures(details: TaskDetails, errors: dict[str, Text]) -> None:
    target, measure = details.target, details.target_unit.strip()
    if target is None and measure:
        errors["target"] = _("填了计量单位，也要填目标数；不设目标就两项都空着。")
    elif target is not None and not measure:
        errors["target_unit"] = _("填了目标数，也要填计量单位，例如：户、场、人次。")
    if target is not None and not 0 < target <= LARGEST:
        errors["target"] = _("目标数要大于0；不设目标就空着。")
    elif target is not None and decimal_places(target) > 2:
        errors["target"] = _("目标数最多两位小数。")
    if not 0 < details.weight <= HEAVIEST or decimal_places(details.weight) > 2:
        errors["weight"] = _("权重要大于0，最多两位小数，例如 1 或 1.5。")
