"""What every change of a draft begins with; a version and its criteria copied."""

from dataclasses import fields
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect
from coordination.kernel.text import _
from coordination.standards.models import Criterion, StandardVersion
from coordination.standards.rules import VersionState
from coordination.standards.rules.drafts import Draft
from coordination.standards.rules.fitness import Head

HEAD = tuple(one.name for one in fields(Head))
DRAFT = tuple(one.name for one in fields(Draft))


def begin(version: StandardVersion, seen: int | None) -> None:
    """Refuse what cannot be done now; take the draft's next version with what belongs to it."""
    expect(version, seen)
    only_a_draft(version)
    flag_modified(version, "title_name")
    session.flush()


def only_a_draft(version: StandardVersion) -> None:
    """Raise Conflict for a version that is or was in force: applications and certificates rest on it."""
    if version.state is not VersionState.DRAFT:
        raise Conflict(_("这一版已经施行，不能再改；请先起草新的一版。"))


def copied(version: StandardVersion) -> dict[str, Any]:
    """The settings and the criteria of a version, for a new draft."""
    criteria = [
        Criterion(code=one.code, sort_order=one.sort_order, **values(one)) for one in version.criteria
    ]
    return {name: getattr(version, name) for name in HEAD} | {"criteria": criteria}


def values(of: Draft | Criterion) -> dict[str, Any]:
    """The columns of a criterion that a person writes."""
    return {name: getattr(of, name) for name in DRAFT}


def draft_of(criterion: Criterion) -> Draft:
    """A stored criterion as the rules read it."""
    return Draft(**values(criterion))


def head_of(version: StandardVersion) -> Head:
    """The settings of a stored version as the rules read them."""
    return Head(**{name: getattr(version, name) for name in HEAD})
