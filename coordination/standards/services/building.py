"""Building a draft: its settings and its criteria."""

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import set_committed_value

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.standards import queries
from coordination.standards.models import Criterion, StandardVersion
from coordination.standards.policy import StandardAction
from coordination.standards.rules.drafts import Draft, flaws, settled
from coordination.standards.rules.fitness import MOST_CRITERIA, Head, head_flaws
from coordination.standards.services.drafts import begin, values
from coordination.standards.services.heads import Name, name_flaws, taken

_SPOKEN = "第{code}条"


@service(StandardAction.EDIT)
def save_head(
    draft: StandardVersion, given: Name, head: Head, *, actor: Actor, operation: str, version: int | None
) -> StandardVersion:
    """Change name, source and settings of a draft. The kind of subject stays once a version was in force."""
    begin(draft, version)
    standard = draft.standard
    errors = (
        name_flaws(given) | head_flaws(head) | taken(given.name, standard.office_id or 0, besides=standard.id)
    )
    if given.subject_kind is not standard.subject_kind and draft.number > 1:
        errors["subject_kind"] = _("这个标准已有施行过的版本，创建对象不能再换；请新建一个标准。")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    standard.name, standard.source = given.name.strip(), given.source.strip()
    standard.subject_kind = given.subject_kind
    for name in head.__slots__:
        setattr(draft, name, getattr(head, name))
    draft.title_name, draft.note = given.title_name.strip(), head.note.strip()
    record(actor, StandardAction.EDIT, standard, name=standard.name, what="基本情况")
    return draft


@service(StandardAction.EDIT)
def put(
    draft: StandardVersion,
    given: Draft,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    criterion: Criterion | None = None,
) -> StandardVersion:
    """Add a criterion at the end, or change one; raises Invalid with every fault at its field."""
    begin(draft, version)
    given = settled(given)
    office_id, kind = int(draft.office_id or 0), draft.standard.subject_kind
    errors: dict[str, Text] = flaws(given, queries.known(office_id, kind))
    if criterion is None and len(draft.criteria) >= MOST_CRITERIA:
        errors["text"] = _("一个标准最多{most}条。", most=MOST_CRITERIA)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    if criterion is None:
        last = max((one.sort_order for one in draft.criteria), default=0)
        criterion = Criterion(version_id=draft.id, code=_next_code(draft), sort_order=last + 10)
        session.add(criterion)
    for name, value in values(given).items():
        setattr(criterion, name, value)
    _note(draft, actor, criterion.code)
    return draft


@service(StandardAction.EDIT)
def drop(
    draft: StandardVersion, criterion: Criterion, *, actor: Actor, operation: str, version: int | None
) -> StandardVersion:
    """Take a criterion out of a draft."""
    begin(draft, version)
    session.execute(delete(Criterion).where(Criterion.id == criterion.id))
    session.expunge(criterion)
    set_committed_value(draft, "criteria", [one for one in draft.criteria if one is not criterion])
    _note(draft, actor, criterion.code)
    return draft


@service(StandardAction.EDIT)
def move(
    draft: StandardVersion,
    criterion: Criterion,
    *,
    up: bool,
    actor: Actor,
    operation: str,
    version: int | None,
) -> StandardVersion:
    """Put a criterion one place up or down; at the end of the list it stays."""
    begin(draft, version)
    order = sorted(draft.criteria, key=lambda one: (one.sort_order, one.id))
    at = order.index(criterion)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        raise Conflict(_("已经在最前或最后，不能再移。"))
    order[at], order[to] = order[to], order[at]
    for place, one in enumerate(order, start=1):
        one.sort_order = place * 10
    _note(draft, actor, criterion.code)
    return draft


def _note(draft: StandardVersion, actor: Actor, code: str) -> None:
    name = draft.standard.name
    record(actor, StandardAction.EDIT, draft.standard, name=name, what=_SPOKEN.format(code=code))


def _next_code(draft: StandardVersion) -> str:
    """A number that no version of the standard has used: it names the same criterion through all versions."""
    used = session.scalars(
        select(Criterion.code)
        .join(Criterion.standard_version)
        .where(StandardVersion.standard_id == draft.standard_id)
    )
    numbers = [int(code) for code in used if code.isdecimal() and len(code) < 9]
    return str(max(numbers, default=0) + 1)
