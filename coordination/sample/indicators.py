"""An indicator of the sample office's own, whose caliber was changed twice (示例)."""

from dataclasses import replace
from datetime import datetime

from coordination.indicators.rules import Definition
from coordination.indicators.services import catalogue
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.sample.standing import Staff

FIRST = Definition(
    name="老年人反诈课堂场次",
    unit="场",
    definition="当期面向60岁以上老年人举办的反诈课堂场次（示例）",
    note="在社区、养老机构举办，有签到表的算一场。",
)
#: When, who by the name in Staff, what the caliber became, and why.
CHANGES = (
    (
        datetime(2026, 5, 12, 10, 20, tzinfo=ZONE),
        "clerk",
        "在社区、养老机构、老年大学举办，有签到表、到场20人以上的算一场。",
        "老年大学提出也在办，一并计入；人太少的不算。",
    ),
    (
        datetime(2026, 8, 4, 15, 5, tzinfo=ZONE),
        "second",
        "在社区、养老机构、老年大学举办，有签到表、到场20人以上的算一场；同一天同一地点只算一场。",
        "6月有乡镇把同一天的两节课报成两场，统一算法。",
    ),
)


def add_own_indicator(office: Office) -> None:
    staff = Staff()
    with clock.standing(datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)):
        made = catalogue.create(office, FIRST, actor=staff.clerk, operation=fresh_key())
    for at, who, note, reason in CHANGES:
        with clock.standing(at):
            catalogue.edit(
                made,
                replace(FIRST, note=note),
                actor=getattr(staff, who),
                operation=fresh_key(),
                version=made.version,
                reason=reason,
            )
