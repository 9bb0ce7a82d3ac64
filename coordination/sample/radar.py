"""Questions about the open month: one figure carried over, and what was said about some others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit, Office
from coordination.radar import services
from coordination.radar.models import Flag
from coordination.radar.queries.unscanned import of_period
from coordination.radar.rules import FlagKind
from coordination.radar.scanning import scan
from coordination.sample.filings import Filing
from coordination.sample.months import LAST
from coordination.sample.quarters import LAST as QUARTER
from coordination.sample.standing import Staff

#: Filed again as in the month before: nobody is ranked by it.
CARRIED_OVER = {("department", "区卫健局"): "pub.people"}
#: What units have said, by short name; the second was taken by the office.
SAID = (
    ("电信七里河分公司", "短信平台按千条一批提交，导出数就是整千。", False),
    ("移动七里河分公司", "平台按千条计费，台账和账单一致，可提供账单。", True),
)


def carried_over(filed: Sequence[Filing], before: Sequence[Filing]) -> Iterator[Filing]:
    """The month's reports, a few figures of which repeat those of the month before."""
    earlier = {(one.form.code, one.unit.short_name): one.values for one in before}
    for filing in filed:
        about = (filing.form.code, filing.unit.short_name)
        code = CARRIED_OVER.get(about)
        if code is None:
            yield filing
        else:
            same = {place: value for place, value in earlier[about].items() if place[1] == code}
            yield replace(filing, values={**filing.values, **same})


def ask_about(office: Office) -> int:
    """Look at the last quarter and the open month; two carriers have said why their figures are round.

    Answers how many questions there are.
    """
    session.flush()
    raised = scan(of_period(office.id, str(QUARTER))) + scan(of_period(office.id, str(LAST)))
    for name, said, taken in SAID:
        flag = _round(office, name)
        services.answer(flag, actor=_filer(flag), operation=fresh_key(), version=flag.version, text=said)
        session.flush()
        if taken:
            services.settle(
                flag, actor=Staff().clerk, operation=fresh_key(), version=flag.version, note="已看账单截图"
            )
    return raised


def _round(office: Office, name: str) -> Flag:
    found = select(Flag).join(MemberUnit, Flag.unit_id == MemberUnit.id)
    found = found.where(Flag.office_id == office.id, MemberUnit.short_name == name)
    return session.scalars(found.where(Flag.kind == FlagKind.ROUND)).one()


def _filer(flag: Flag) -> Actor:
    who = select(Account).where(Account.unit_id == flag.unit_id).order_by(Account.id)
    return session.scalars(who.limit(1)).one().actor
