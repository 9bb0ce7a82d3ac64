"""Making a notice of applications that wait for it, putting it before the public, taking it back."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from coordination.applications.models import Application
from coordination.applications.services import published, unpublished
from coordination.applications.states import ApplicationState
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notices.models import Notice, NoticeEntry, Objection
from coordination.notices.rules import (
    BODY_AT_MOST,
    FEWEST_DAYS,
    MOST_DAYS,
    TITLE_AT_MOST,
    closes_on,
    new_token,
)
from coordination.notices.services.telling import tell_published
from coordination.notices.states import WORKFLOW, NoticeAction, NoticeState, ObjectionState
from coordination.organizations.models import Office

_READY = ApplicationState.BEFORE_NOTICE


@service(NoticeAction.CREATE)
def draft(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    title: str,
    body: str,
    contact: str,
    days: int,
    applications: Sequence[Application],
) -> Notice:
    """A notice that nobody outside sees yet.

    `days` are calendar days, at least those of every standard on it. Raises Invalid at `title`, `body`,
    `contact`, `days` or `applications`.
    """
    made = Notice(
        office_id=office.id,
        token=new_token(),
        state=NoticeState.DRAFT,
        drafted_at=clock.now(),
        drafted_by_id=actor.id,
        entries=[],
    )
    _fill(made, title, body, contact, days, applications)
    session.add(made)
    session.flush()
    record(actor, NoticeAction.CREATE, made, title=made.title, entries=len(made.entries))
    return made


@service(NoticeAction.EDIT)
def edit(
    notice: Notice,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    title: str,
    body: str,
    contact: str,
    days: int,
    applications: Sequence[Application],
) -> Notice:
    """Change a draft. Raises as `draft` does; Stale when somebody wrote in between."""
    expect(notice, version)
    WORKFLOW.apply(notice, NoticeAction.EDIT)
    _fill(notice, title, body, contact, days, applications)
    notice.version += 1  # also when only the entries changed
    record(actor, NoticeAction.EDIT, notice, title=notice.title, entries=len(notice.entries))
    return notice


def _fill(
    notice: Notice, title: str, body: str, contact: str, days: int, applications: Sequence[Application]
) -> None:
    notice.title, notice.body, notice.contact = title.strip(), body.strip(), contact.strip()
    errors = dict(_flaws(notice)) | dict(_flaws_of_list(notice, days, applications))
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    notice.days = days
    kept = {entry.application_id: entry for entry in notice.entries}
    notice.entries = [
        kept.get(one.id) or NoticeEntry(application=one, application_id=one.id, office_id=one.office_id)
        for one in applications
    ]
    for order, entry in enumerate(notice.entries):
        entry.sort_order = order


def _flaws(notice: Notice) -> Iterator[tuple[str, Text]]:
    if not 0 < len(notice.title) <= TITLE_AT_MOST:
        yield "title", _("请写公示的标题，最多{limit}个字。", limit=TITLE_AT_MOST)
    if len(notice.body) > BODY_AT_MOST:
        yield "body", _("最多{limit}字", limit=BODY_AT_MOST)
    if not 0 < len(notice.contact) <= TITLE_AT_MOST:
        words = _("请写受理异议的电话或地址，最多{limit}个字，群众凭它联系。", limit=TITLE_AT_MOST)
        yield "contact", words


def _flaws_of_list(
    notice: Notice, days: int, applications: Sequence[Application]
) -> Iterator[tuple[str, Text]]:
    least = max((one.standard_version.notice_days for one in applications), default=0)
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        yield "days", _("公示天数要在{least}到{most}之间。", least=FEWEST_DAYS, most=MOST_DAYS)
    elif days < least:
        yield "days", _("所选申报的标准要求至少公示{days}天。", days=least)
    if not applications:
        yield "applications", _("请至少选一件联审通过的申报。")
    for one in applications:
        if one.state is not _READY or one.office_id != notice.office_id:
            yield "applications", _("{subject}现在不能公示，请刷新后重选。", subject=one.subject.name)


@service(NoticeAction.PUBLISH)
def publish(notice: Notice, *, actor: Actor, operation: str, version: int | None) -> Notice:
    """Hang it out from today. Raises Conflict when one of its applications can no longer be published."""
    expect(notice, version)
    WORKFLOW.apply(notice, NoticeAction.PUBLISH)
    now, today = clock.now(), clock.today()
    notice.opens_on, notice.closes_on = today, closes_on(today, notice.days)
    notice.published_at, notice.published_by_id = now, actor.id
    for entry in notice.entries:
        _hang_out(entry.application)
    record(
        actor,
        NoticeAction.PUBLISH,
        notice,
        entries=len(notice.entries),
        closes_on=notice.closes_on.isoformat(),
    )
    tell_published(actor, notice)
    return notice


def _hang_out(application: Application) -> None:
    session.refresh(application, ("state", "version"), with_for_update=True)
    if application.state is not _READY:
        name = application.subject.name
        raise Conflict(_("{subject}的申报已有变化，不能公示。请从公示里去掉它。", subject=name))
    published(application)


@service(NoticeAction.CANCEL)
def cancel(notice: Notice, *, actor: Actor, operation: str, version: int | None, reason: str) -> Notice:
    """Take the whole notice back; its applications wait for another one. Raises Invalid at `reason`,
    Conflict while an objection waits for its answer."""
    expect(notice, version)
    WORKFLOW.next(notice.state, NoticeAction.CANCEL)
    said = reason.strip()
    if not said or len(said) > BODY_AT_MOST:
        raise Invalid(_("请写明取消公示的原因。"), field="reason")
    if waiting(notice):
        raise Conflict(_("还有异议没有答复，先答复再取消公示。"))
    WORKFLOW.apply(notice, NoticeAction.CANCEL)
    notice.cancel_reason = said
    for entry in notice.entries:
        if entry.application.state is ApplicationState.NOTICE and entry.taken_off_at is None:
            unpublished(entry.application)
    record(actor, NoticeAction.CANCEL, notice, reason=said)
    return notice


def waiting(notice: Notice) -> list[int]:
    """The applications of a notice that somebody objected to without an answer yet."""
    found = select(Objection.application_id).where(
        Objection.notice_id == notice.id, Objection.state == ObjectionState.OPEN
    )
    return list(session.scalars(found))
