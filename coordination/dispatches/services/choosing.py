"""Choosing on the draft to whom it shall go."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from coordination.audit.services import record
from coordination.circulars.models import Circular
from coordination.circulars.services.drafting import LINE_AT_MOST
from coordination.circulars.states import CircularState
from coordination.dispatches import queries
from coordination.dispatches.addressing import line_of
from coordination.dispatches.models import ChosenRecipient
from coordination.dispatches.states import DispatchAction, Role
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import MemberUnit
from coordination.organizations.queries import units


@service(DispatchAction.CHOOSE)
def choose(
    circular: Circular,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    chosen: Mapping[int, Role],
    rewrite: bool = False,
) -> Circular:
    """Set to whom the draft goes; units that are not the office's own or are closed count for nothing.

    `rewrite`: the lines 主送 and 抄送 of the document name the chosen units, in official order. Raises
    `Invalid` without a main recipient, and at `rewrite` when the names do not go into a line.
    """
    _hold(circular, version)
    among = units(circular.office_id)
    roles = {unit.id: chosen[unit.id] for unit in among if unit.id in chosen}
    if Role.MAIN not in roles.values():
        raise Invalid(_("至少选一家主送单位。"), field="chosen")
    if rewrite:
        _rewrite(circular, among, roles)
    _forget(circular)
    session.add_all(
        ChosenRecipient(circular_id=circular.id, unit_id=unit_id, role=role)
        for unit_id, role in roles.items()
    )
    _note(circular, actor, roles)
    return circular


@service(DispatchAction.CHOOSE)
def by_default(circular: Circular, *, actor: Actor, operation: str, version: int | None) -> Circular:
    """Forget what was chosen: the draft goes to whom its kind and its lines say."""
    _hold(circular, version)
    _forget(circular)
    session.flush()
    _note(circular, actor, queries.roles(circular, units(circular.office_id)))
    return circular


def _hold(circular: Circular, version: int | None) -> None:
    expect(circular, version)
    if circular.state is not CircularState.DRAFT:
        raise Conflict(_("已送核稿，发送范围不能再改。要改的，先退回起草人。"))


def _forget(circular: Circular) -> None:
    session.execute(delete(ChosenRecipient).where(ChosenRecipient.circular_id == circular.id))
    flag_modified(circular, "addressees")  # whoever reads the draft meanwhile sees that it has changed


def _rewrite(circular: Circular, among: Sequence[MemberUnit], roles: Mapping[int, Role]) -> None:
    lines = [line_of(among, roles, role) for role in (Role.MAIN, Role.COPY)]
    if max(map(len, lines)) > LINE_AT_MOST:
        raise Invalid(
            _("单位名称超过{limit}个字，主送、抄送行写不下。请不勾选，在文稿里写统称。", limit=LINE_AT_MOST),
            field="rewrite",
        )
    circular.addressees, circular.copies_to = lines


def _note(circular: Circular, actor: Actor, roles: Mapping[int, Role]) -> None:
    copies = sum(role is Role.COPY for role in roles.values())
    record(actor, DispatchAction.CHOOSE, circular, main=len(roles) - copies, copies=copies)
