"""What an office sets for its documents: how many in a year, and the code of each series."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.circulars.models import DocumentCode, DocumentQuota
from coordination.circulars.numbering import codes
from coordination.circulars.states import LedgerAction, Series
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office

MOST, CODE_AT_MOST = 999, 12
_NOT_IN_CODE = frozenset("〔〕[]（）()【】 　0123456789")


@service(LedgerAction.PLAN)
def set_quota(office: Office, *, actor: Actor, operation: str, year: int, most: int) -> Office:
    """How many documents the office means to issue in a year; Invalid at `most` or `year`."""
    if not 1 <= most <= MOST:
        raise Invalid(_("请填1到{most}之间的整数。", most=MOST), field="most")
    if not clock.today().year <= year <= clock.today().year + 1:
        raise Invalid(_("只能设置今年或明年的发文计划。"), field="plan_year")
    row = insert(DocumentQuota).values(
        office_id=office.id, year=year, most=most, set_by_id=actor.id, set_at=clock.now()
    )
    changed = {"most": row.excluded.most, "set_by_id": row.excluded.set_by_id, "set_at": row.excluded.set_at}
    session.execute(row.on_conflict_do_update(index_elements=["office_id", "year"], set_=changed))
    session.expire_all()
    record(actor, LedgerAction.PLAN, office, year=year, most=most)
    return office


@service(LedgerAction.PLAN)
def set_code(office: Office, *, actor: Actor, operation: str, series: Series, code: str) -> Office:
    """The code of minutes or letters; empty: the office's own with 纪 or 函. Numbers given keep theirs.

    Raises Invalid at `code`, also when another series has it: two numbers would read alike.
    """
    code = code.strip()
    if len(code) > CODE_AT_MOST:
        raise Invalid(_("最多{limit}个字。", limit=CODE_AT_MOST), field="code")
    if any(character in _NOT_IN_CODE for character in code):
        raise Invalid(_("发文代字只写文字，例如“七反诈联办函”；年份和序号由系统编。"), field="code")
    session.execute(
        delete(DocumentCode).where(DocumentCode.office_id == office.id, DocumentCode.series == series)
    )
    if code:
        session.execute(insert(DocumentCode).values(office_id=office.id, series=series, code=code))
    given = codes(office)
    if len(set(given.values())) < len(given):
        raise Invalid(_("两种文件的发文代字不能相同，否则会重号。"), field="code")
    record(actor, LedgerAction.PLAN, office, series=series, code=given[series])
    return office
