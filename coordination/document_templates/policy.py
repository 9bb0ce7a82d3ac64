"""Who may read and change the templates of an office's documents."""

from typing import Any

from coordination.document_templates.states import TemplateAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, has, of_the_office, policy


def own_or_shared(actor: Actor, version: Any) -> bool:
    """A version of the office's own template, or of the pattern that all share; an Office is its own."""
    template = getattr(version, "template", None)
    if template is None:
        return of_the_office(actor, version)
    return actor.unit_id is None and template.office_id in (None, actor.office_id)


def own(actor: Actor, version: Any) -> bool:
    return actor.unit_id is None and actor.office_id == version.template.office_id is not None


keeps = has(Function.CLERK, Function.LEADER)
clerk = has(Function.CLERK)

POLICY = policy(
    {
        TemplateAction.LIST: all_of(of_the_office, keeps),
        TemplateAction.DRAFT: all_of(of_the_office, clerk),
        TemplateAction.VIEW: all_of(own_or_shared, keeps),
        TemplateAction.EDIT: all_of(own, clerk),
        TemplateAction.ADOPT: all_of(own, has(Function.LEADER)),
        TemplateAction.RETIRE: all_of(own, has(Function.LEADER)),
    }
)
