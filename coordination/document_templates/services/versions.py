"""An office's own wording: a version drafted from a pattern or a document, edited, put in use, retired."""

from collections.abc import Sequence
from typing import Any

from coordination.audit.services import record
from coordination.document_templates import queries
from coordination.document_templates.known import vocabulary
from coordination.document_templates.models import DocumentTemplate, TemplateVersion
from coordination.document_templates.rules import body_of, problems
from coordination.document_templates.rules.fitness import BLOCKS_AT_MOST, Problem
from coordination.document_templates.rules.vocabulary import Vocabulary
from coordination.document_templates.states import WORKFLOW, TemplateAction, VersionState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office

NOTE_AT_MOST = 200
Body = Sequence[dict[str, Any]]


@service(TemplateAction.DRAFT)
def draft(office: Office, *, actor: Actor, operation: str, model: TemplateVersion) -> TemplateVersion:
    """A draft of the office that begins as `model` does: a pattern, or an earlier version of its own.

    Raises Conflict when there is a draft of that kind already.
    """
    note = "" if model.template.office_id else str(_("采用样本"))
    return _begin(office, actor, model.template, model.title, model.body, note)


@service(TemplateAction.DRAFT)
def keep(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    model: TemplateVersion,
    title: str,
    body: Body,
    note: str = "",
) -> TemplateVersion:
    """The wording of a finished document as a draft, of the kind that `model` has.

    Raises Conflict when there is a draft of that kind already, Invalid for an empty or too long one.
    """
    if not body or len(body) > BLOCKS_AT_MOST:
        raise Invalid(_("模板要有1到{limit}段。", limit=BLOCKS_AT_MOST))
    return _begin(office, actor, model.template, title, body, _note(note))


def _begin(
    office: Office, actor: Actor, model: DocumentTemplate, title: str, body: Body, note: str
) -> TemplateVersion:
    template = queries.own(office.id, model.kind) or DocumentTemplate(
        office_id=office.id,
        kind=model.kind,
        code=model.kind,
        name=model.name,
        sort_order=model.sort_order,
        versions=[],
    )
    if any(one.state is VersionState.DRAFT for one in template.versions):
        raise Conflict(_("“{name}”已有一份模板草稿，请接着改那一份，或先停用它。", name=template.name))
    made = TemplateVersion(
        template=template,
        number=1 + max((one.number for one in template.versions), default=0),
        state=VersionState.DRAFT,
        title=title,
        body=list(body),
        note=note,
        made_by_id=actor.id,
        made_at=clock.now(),
    )
    session.add(made)
    record(actor, TemplateAction.DRAFT, made, name=template.name, number=made.number)
    return made


@service(TemplateAction.EDIT)
def edit(
    draft: TemplateVersion,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    title: str,
    text: str,
    note: str = "",
) -> TemplateVersion:
    """Save title and text of a draft; raises Invalid at `title`, `text` or `note`, the line named."""
    expect(draft, version)
    WORKFLOW.apply(draft, TemplateAction.EDIT)
    found = problems(title, text, _known(draft))
    if found:
        errors = {name: told(those) for name, those in found.items()}
        raise Invalid(_("模板没有保存，请按提示修改。"), errors=errors)
    draft.title, draft.body, draft.note = title.strip(), body_of(text), _note(note)
    draft.made_at, draft.made_by_id = clock.now(), actor.id
    record(actor, TemplateAction.EDIT, draft, name=draft.template.name, number=draft.number)
    return draft


def _known(draft: TemplateVersion) -> Vocabulary | None:
    """The names of the office; a pattern belongs to none."""
    template = draft.template
    return vocabulary(template.office_id, template.kind) if template.office_id is not None else None


def told(those: Sequence[Problem]) -> Text:
    """The first of several problems, with its line and how many more there are."""
    first = those[0]
    words = (
        first.message
        if first.line is None
        else _("第{line}行：{words}", line=first.line, words=first.message)
    )
    return words if len(those) == 1 else _("{words}（另有{count}处）", words=words, count=len(those) - 1)


def _note(typed: str) -> str:
    note = " ".join(typed.split())
    if len(note) > NOTE_AT_MOST:
        raise Invalid(_("最多{limit}个字。", limit=NOTE_AT_MOST), field="note")
    return note


@service(TemplateAction.ADOPT)
def adopt(draft: TemplateVersion, *, actor: Actor, operation: str, version: int | None) -> TemplateVersion:
    """Put a draft in use; the version used so far is retired and stays readable."""
    expect(draft, version)
    WORKFLOW.next(draft.state, TemplateAction.ADOPT)
    for one in queries.siblings(draft):
        if one.state is VersionState.IN_USE:
            one.state = VersionState.RETIRED
    session.flush()  # one in use at a time, also between two statements
    WORKFLOW.apply(draft, TemplateAction.ADOPT)
    record(actor, TemplateAction.ADOPT, draft, name=draft.template.name, number=draft.number)
    return draft


@service(TemplateAction.RETIRE)
def retire(version: TemplateVersion, *, actor: Actor, operation: str, seen: int | None) -> TemplateVersion:
    """Give a draft up, or stop using a version: documents are then made from the pattern again."""
    expect(version, seen)
    WORKFLOW.apply(version, TemplateAction.RETIRE)
    record(actor, TemplateAction.RETIRE, version, name=version.template.name, number=version.number)
    return version
