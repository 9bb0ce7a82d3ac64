"""The ledger of numbers: void ones are entered, and after a restore it is compared with the paper one."""

from coordination.audit.services import record
from coordination.circulars import numbering
from coordination.circulars.models import LedgerCheck
from coordination.circulars.states import LedgerAction, Series
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office

REASON_AT_MOST = 200


@service(LedgerAction.VOID)
def void_numbers(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    year: int,
    upto: int,
    reason: str,
    series: Series = Series.CIRCULAR,
) -> Office:
    """Enter every number from the next one to `upto` as void, with the reason; none is ever given again.

    Raises `Invalid` at `year`, `upto` or `reason`.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(_("请写明作废原因，例如已在纸质登记簿上用过。"), field="reason")
    if len(reason) > REASON_AT_MOST:
        raise Invalid(_("最多{limit}个字。", limit=REASON_AT_MOST), field="reason")
    if year > clock.today().year:
        raise Invalid(_("不能登记以后年份的号码"), field="year")
    entered = numbering.void(office, year, upto, reason, actor.id, series)
    record(
        actor, LedgerAction.VOID, office, year=year, series=series, upto=upto, count=entered, reason=reason
    )
    return office


@service(LedgerAction.CONFIRM)
def confirm_ledger(
    check: LedgerCheck, *, actor: Actor, operation: str, version: int | None, compared: bool, note: str = ""
) -> LedgerCheck:
    """A person has compared the ledger with the paper one; from now on documents may be issued again."""
    expect(check, version)
    if check.checked_at is not None:
        raise Conflict(_("已经核对过。"))
    if not compared:
        raise Invalid(_("请与纸质登记簿逐号核对后打勾。"), field="compared")
    check.checked_at, check.checked_by_id, check.note = clock.now(), actor.id, note.strip()[:REASON_AT_MOST]
    record(actor, LedgerAction.CONFIRM, check, cause=check.cause)
    return check
