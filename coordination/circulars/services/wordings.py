"""Which wording a kind of document is drafted in, and how a finished text becomes one."""

from dataclasses import dataclass
from typing import Any

from coordination.circulars import composing
from coordination.circulars.binding import names_in
from coordination.circulars.generalizing import generalized, generalized_title
from coordination.circulars.models import Circular
from coordination.circulars.services.reading import gathered_for
from coordination.circulars.states import Kind
from coordination.document_templates import queries
from coordination.document_templates.models import TemplateVersion
from coordination.document_templates.patterns import pattern_of
from coordination.document_templates.rules import read, stored
from coordination.document_templates.services import keep
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office


@dataclass(frozen=True)
class Wording:
    """`version_id` None: the pattern of the product, in an installation whose reference data lack it."""

    version_id: int | None
    title: str
    body: list[dict[str, Any]]


def wording(office_id: int, kind: Kind) -> Wording:
    """The office's own version in use, else the pattern that all share."""
    found = queries.in_use(office_id, kind.value)
    if found is not None:
        return Wording(found.id, found.title, found.body)
    pattern = pattern_of(kind.value)
    return Wording(None, pattern.title, pattern.body)


def keep_as_template(
    office: Office, *, actor: Actor, operation: str, circular: Circular, note: str
) -> TemplateVersion:
    """The wording of a circular as a draft of the office's template of its kind.

    Raises Conflict where there is such a draft already, or no pattern of the kind to hang it on.
    """
    model = queries.pattern(circular.kind.value)
    if model is None:
        raise Conflict(_("还没有公文模板，请系统管理员先装入基础数据。"))
    return keep(
        office,
        actor=actor,
        operation=operation,
        model=model,
        title=generalized_title(circular.title, _words(circular, office)),
        body=as_template(circular, office),
        note=note,
    )


def _words(circular: Circular, office: Office) -> dict[str, str]:
    return composing.words(Period.parse(circular.period), office.area_name)


def as_template(circular: Circular, office: Office) -> list[dict[str, Any]]:
    """The body of a template that makes this text again from the figures of its month."""
    source = _source(circular)
    template = read(source.body)
    words = _words(circular, office)
    made = composing.compose(template, gathered_for(circular).drawn, words, _chosen(circular))
    return stored(generalized(circular.body, template, made, words))


def _chosen(circular: Circular) -> list[str]:
    """The facts of the whole area that the text names, in its order: those that were chosen for it."""
    named = (name for block in circular.body for name in names_in(block["text"]))
    facts = circular.facts
    return list(dict.fromkeys(one for one in named if facts.get(one, {}).get("group") in composing.OFFERED))


def _source(circular: Circular) -> Wording:
    number = circular.template_version_id
    version = session.get(TemplateVersion, number) if number else None
    if version is None:
        return wording(circular.office_id, circular.kind)
    return Wording(version.id, version.title, version.body)
