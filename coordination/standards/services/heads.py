"""A new standard: from nothing, or from a published pattern."""

from dataclasses import dataclass

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.rules import clean_name
from coordination.standards import queries
from coordination.standards.models import Standard, StandardVersion
from coordination.standards.policy import StandardAction
from coordination.standards.rules import VersionState
from coordination.standards.rules.fitness import TITLE_AT_MOST
from coordination.standards.services.drafts import copied
from coordination.subjects.rules import SubjectKind

NAME_AT_MOST = 100
SOURCE_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Name:
    """What a standard is called, for whom it is, what it rests on, and which title it gives."""

    name: str
    title_name: str
    subject_kind: SubjectKind
    source: str = ""


@service(StandardAction.CREATE)
def create(office: Office, given: Name, *, actor: Actor, operation: str) -> StandardVersion:
    """A standard with an empty draft; raises Invalid with every fault at its field."""
    errors = name_flaws(given) | taken(given.name, office.id)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    version = _first(office.id, given.name, given.subject_kind, given.source.strip())
    version.title_name = given.title_name.strip()
    session.add(version)
    record(actor, StandardAction.CREATE, version.standard, name=version.standard.name)
    return version


@service(StandardAction.ADOPT)
def adopt(pattern: Standard, *, actor: Actor, operation: str) -> StandardVersion:
    """A draft of the actor's office that begins as a published pattern is."""
    model = queries.versions(pattern)[0]
    office_id = int(actor.office_id or 0)
    version = _first(office_id, _free(pattern.name, office_id), pattern.subject_kind, pattern.source)
    for name, value in copied(model).items():
        setattr(version, name, value)
    session.add(version)
    own = version.standard
    record(actor, StandardAction.ADOPT, own, pattern=pattern.name, name=own.name)
    return version


def _first(office_id: int, name: str, kind: SubjectKind, source: str) -> StandardVersion:
    last = session.scalar(select(func.max(Standard.sort_order)).where(Standard.office_id == office_id))
    standard = Standard(
        office_id=office_id,
        name=name.strip(),
        subject_kind=kind,
        source=source,
        sort_order=(last or 0) + 10,
    )
    return StandardVersion(
        standard=standard, office_id=office_id, number=1, state=VersionState.DRAFT, title_name="", criteria=[]
    )


def name_flaws(given: Name) -> dict[str, Text]:
    """What is wrong with the words, by field."""
    errors: dict[str, Text] = {}
    for field, words, limit in (
        ("name", given.name, NAME_AT_MOST),
        ("title_name", given.title_name, TITLE_AT_MOST),
    ):
        try:
            clean_name(words, field=field, at_most=limit)
        except Invalid as refused:
            errors |= refused.errors
    if len(given.source) > SOURCE_AT_MOST:
        errors["source"] = _(
            "最多{limit}个字，现在是{count}个字。", limit=SOURCE_AT_MOST, count=len(given.source)
        )
    return errors


def taken(name: str, office_id: int, *, besides: int | None = None) -> dict[str, Text]:
    """At `name`, when another standard of the office is called the same."""
    same = select(Standard.id).where(Standard.office_id == office_id, Standard.name == name.strip())
    if besides is not None:
        same = same.where(Standard.id != besides)
    with session.no_autoflush:
        found = session.scalar(same.limit(1))
    return {} if found is None else {"name": _("已有同名的标准，请换一个名称。")}


def _free(name: str, office_id: int) -> str:
    """The name, with a number where it is taken."""
    number, free = 1, name
    while taken(free, office_id):
        number += 1
        free = f"{name}（{number}）"
    return free
