"""Schemes of the departments, banks and carriers, a revision being drafted, and what is entered by hand."""

from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select

from coordination.kernel import uploads
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit, Office
from coordination.rankings.services import freeze
from coordination.sample.files import table
from coordination.sample.standing import RANKED, Staff, put_items, working_day
from coordination.schemes import queries, services
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort, SchemeEntry
from coordination.schemes.rules import Measure, Method
from coordination.schemes.rules.drafts import Draft
from coordination.schemes.services.drafts import draft_of, head_of
from coordination.schemes.states import EntryKind, SchemeState

ENACTED = datetime.combine(Period.parse("2026-07").last_day, time(10), ZONE)
#: What the office found at the counters, by the ending of a bank's short name.
VISITS = {"工行": "92", "农行": "88", "建行": "95"}


def add_schemes(office: Office, staff: Staff) -> None:
    """The other schemes, in force since August, with two months frozen."""
    for given in table("schemes.toml")["more"]:
        scheme = _scheme(office, given, staff)
        with clock.standing(ENACTED):
            services.enact(scheme, actor=staff.leader, operation=fresh_key(), version=scheme.version)
        if scheme.code == "bank":
            _of_banks(scheme, staff)
        for period in RANKED:
            with clock.standing(working_day(period, 4, 11)):
                freeze(scheme, actor=staff.clerk, operation=fresh_key(), period=period)
    township = next(one for one in queries.in_force(office.id) if one.code == "township")
    _veto_withdrawn(_whole(township, staff.clerk), staff)
    _draft(_whole(township, staff.clerk), staff.clerk)


def _scheme(office: Office, given: dict[str, Any], staff: Staff) -> Scheme:
    kinds, name = given["kinds"], given["cohort"]
    scheme = Scheme(
        office_id=office.id,
        state=SchemeState.DRAFT,
        effective_from=RANKED[0],
        drafted_by_id=staff.clerk.id,
        drafted_at=ENACTED,
        **{key: given[key] for key in ("code", "name", "note")},
    )
    session.add(scheme)
    session.flush()
    session.add(
        SchemeCohort(
            scheme_id=scheme.id, name=name, sort_order=10, unit_kind=kinds[0] if len(kinds) == 1 else None
        )
    )
    put_items(scheme, given["items"])
    if len(kinds) > 1:
        found = select(MemberUnit.id).where(
            MemberUnit.office_id == office.id, MemberUnit.kind_code.in_(kinds)
        )
        members = [
            CohortMember(scheme_id=scheme.id, unit_id=unit, cohort=name) for unit in session.scalars(found)
        ]
        session.add_all(members)
    session.flush()
    return _whole(scheme, staff.clerk)


def _whole(scheme: Scheme, actor: Actor) -> Scheme:
    return queries.whole(actor, id=scheme.id) or scheme


def _of_banks(scheme: Scheme, staff: Staff) -> None:
    """The counters that were visited, in both months, and one bonus."""
    units = {member.unit.short_name: member.unit_id for member in queries.members_of(scheme)}
    for period in RANKED:
        for short, unit in units.items():
            found = next(value for start, value in VISITS.items() if short.startswith(start))
            reason = "示例：本月抽查2个网点，按评分表打分"
            given = services.Entered(
                EntryKind.VALUE, unit, period, reason, item_code="visits", value=Decimal(found)
            )
            _entered(scheme, given, staff, period)
    unit = next(number for short, number in units.items() if short.startswith("农行"))
    reason = "示例：及时拦下一笔大额汇款，获市级通报表扬"
    given = services.Entered(EntryKind.BONUS, unit, RANKED[-1], reason, value=Decimal(2))
    _entered(scheme, given, staff, RANKED[-1])


def _veto_withdrawn(scheme: Scheme, staff: Staff) -> None:
    """Entered and taken back before anybody was ranked by it."""
    period = RANKED[-1]
    unit = queries.members_of(scheme)[-1].unit_id
    given = services.Entered(EntryKind.VETO, unit, period, "示例：接群众反映瞒报案件，正在核查")
    entry = _entered(scheme, given, staff, period, confirmed=False)
    with clock.standing(working_day(period, 3, 15)):
        services.withdraw(
            entry,
            actor=staff.leader,
            operation=fresh_key(),
            version=entry.version,
            reason="示例：经核查不属实",
        )


def _entered(
    scheme: Scheme, given: services.Entered, staff: Staff, period: str, *, confirmed: bool = True
) -> SchemeEntry:
    file = None if given.kind is EntryKind.VETO else _paper()
    with clock.standing(working_day(period, 2, 10)):
        given = replace(given, file=file)
        entry = services.enter(scheme, given, actor=staff.clerk, operation=fresh_key())
    if file is not None:
        file.discard()
    if confirmed:
        with clock.standing(working_day(period, 2, 16)):
            services.confirm(entry, actor=staff.leader, operation=fresh_key(), version=entry.version)
    return entry


def _paper() -> uploads.Accepted:
    """A page drawn here, plainly invented."""
    picture = Image.new("RGB", (480, 640), "#ffffff")
    pen = ImageDraw.Draw(picture)
    for line in range(9):
        pen.rectangle((60, 80 + line * 55, 420 - line * 15, 96 + line * 55), fill="#c5d3e3")
    out = BytesIO()
    picture.save(out, "JPEG", quality=70)
    out.seek(0)
    return uploads.accept(out, "示例评分表.jpg", limits=uploads.evidence_limits())


def _draft(scheme: Scheme, clerk: Actor) -> None:
    """The next revision of the townships' scheme: a tenth of the weight goes to the share of titles."""
    number = services.revise(scheme, actor=clerk, operation=fresh_key(), version=scheme.version)
    draft = _whole(number, clerk)
    head = replace(
        head_of(draft), effective_from="2026-11", change="示例：增加无诈社区占比，入户宣传率相应减到10分。"
    )
    services.save_head(draft, head, actor=clerk, operation=fresh_key(), version=draft.version)
    draft = _whole(number, clerk)
    households = next(one for one in draft.items if one.code == "households")
    less = replace(draft_of(households), weight=Decimal(10))
    services.put(draft, less, actor=clerk, operation=fresh_key(), version=draft.version, item=households)
    draft = _whole(number, clerk)
    titles = Draft(
        "无诈社区占比",
        Measure.TITLES,
        Method.MINMAX,
        code="titles",
        weight=Decimal(10),
        subject_kind="community",
    )
    services.put(draft, titles, actor=clerk, operation=fresh_key(), version=draft.version)
