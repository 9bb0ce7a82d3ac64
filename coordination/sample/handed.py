"""Tasks that are under way in the sample: some done, some behind, one returned, one passed on (示例)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select

from coordination.kernel import uploads
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.responsibilities.models import Party
from coordination.sample.months import Cast
from coordination.sample.standing import Staff
from coordination.tasks.addressing import Addressees
from coordination.tasks.models import Assignment, Task
from coordination.tasks.queries import filing as drafts
from coordination.tasks.services import evidence, filing
from coordination.tasks.services.drafting import TaskDetails, create
from coordination.tasks.services.filing import Filing
from coordination.tasks.services.issuing import issue
from coordination.tasks.services.passing_on import pass_on
from coordination.tasks.services.receiving import acknowledge
from coordination.tasks.services.requests import ask_extension
from coordination.tasks.services.reviewing import approve, give_back
from coordination.tasks.states import Origin


def at(day: int, hour: int = 9) -> datetime:
    """An hour of a day of November 2026, in China."""
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


class Scene:
    """The people of the office and its units, acting at moments in the past."""

    def __init__(self, office: Office) -> None:
        self.office, self.staff, self.cast = office, Staff(), Cast.of(office)
        self.parties = {party.code: party.id for party in session.scalars(select(Party))}
        found = select(MemberUnit).where(MemberUnit.office_id == office.id)
        self.units = {unit.short_name: unit for unit in session.scalars(found)}

    def hand_out(self, moment: datetime, details: TaskDetails) -> Task:
        with clock.standing(moment):
            task = create(self.office, details, actor=self.staff.clerk, operation=fresh_key())
            session.flush()
            return issue(
                task, actor=self.staff.clerk, operation=fresh_key(), version=task.version, anyway=True
            )

    def of(self, task: Task, unit: str) -> Assignment:
        found = select(Assignment).where(
            Assignment.task_id == task.id,
            Assignment.unit_id == self.units[unit].id,
            Assignment.division_id.is_(None),
        )
        return session.scalars(found).one()

    def person(self, assignment: Assignment) -> Actor:
        return self.cast.filers[assignment.unit_id].actor

    def do(
        self, moment: datetime, act: Callable[..., object], assignment: Assignment, **given: object
    ) -> None:
        """One act of the unit's own person upon the assignment as it stands."""
        session.flush()
        with clock.standing(moment):
            values = {"actor": self.person(assignment), "operation": fresh_key()} | given
            act(assignment, **({"version": assignment.version} | values))

    def tell(
        self, moment: datetime, assignment: Assignment, text: str, percent: int, **given: object
    ) -> None:
        told = Filing(text=text, percent=percent, **given)  # type: ignore[arg-type]
        self.do(moment, filing.feed_back, assignment, version=drafts.number(assignment), filing=told)

    def finish(self, moment: datetime, assignment: Assignment, text: str) -> None:
        """Hand the work in with a picture."""
        with clock.standing(moment - timedelta(minutes=5)):
            taken = BytesIO(_picture())
            picture = uploads.accept(taken, "示例现场照片.jpg", limits=uploads.evidence_limits())
            evidence.add(assignment, actor=self.person(assignment), operation=fresh_key(), files=[picture])
        told = Filing(text=text)
        self.do(moment, filing.submit, assignment, version=drafts.number(assignment), filing=told)


def _picture() -> bytes:
    """A plain card that says it is a sample."""
    image = Image.new("RGB", (960, 640), "#dfe8f2")
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, 920, 600), outline="#123e73", width=6)
    pen.text((330, 280), "SAMPLE PHOTO", fill="#123e73", font_size=48)
    kept = BytesIO()
    image.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def hand_out_tasks(office: Office) -> None:
    """Four tasks of November at every stage."""
    scene = Scene(office)
    _accounts(scene)
    _visits(scene)
    _cards(scene)
    _schools(scene)


def _accounts(scene: Scene) -> None:
    """All banks, from a meeting, past its deadline; 建行 has not even taken note."""
    task = scene.hand_out(
        at(3),
        TaskDetails(
            origin=Origin.MEETING,
            origin_note="2026年第4次联席会议（示例）",
            title="涉案银行账户倒查（示例）",
            content="对今年以来涉案的本行账户逐户倒查开户、激活、预警三个环节，形成问题清单和整改措施。",
            party_id=scene.parties["unit"],
            due_on=date(2026, 11, 16),
            to=Addressees(kinds=("bank",)),
            campaign="断卡行动",
            contact_name="示例经办甲",
            evidence="问题清单、整改照片或截图",
            acceptance="逐户有结论，问题有整改时限",
        ),
    )
    first, second = scene.of(task, "工行七里河支行"), scene.of(task, "农行七里河支行")
    for hour, one in enumerate((first, second), start=10):
        scene.do(at(3, hour), acknowledge, one)
    scene.finish(at(12, 15), first, "示例：倒查账户18户，发现开户审核不严2户，已整改。")
    scene.do(at(13, 10), approve, first, actor=scene.staff.second)
    scene.tell(at(10, 16), second, "示例：已倒查一半。", 50)
    scene.finish(at(16, 11), second, "示例：倒查账户12户，未发现问题。")
    reason = "问题清单缺少激活环节的核查结论，请补齐后再报"
    scene.do(at(17, 9), give_back, second, actor=scene.staff.clerk, reason=reason)


def _visits(scene: Scene) -> None:
    """All townships; one passed it on to its communities."""
    task = scene.hand_out(
        at(9),
        TaskDetails(
            origin=Origin.DOCUMENT,
            origin_note="百日宣传工作方案（示例）",
            title="反诈宣传进村社区入户走访（示例）",
            content="重点走访老年人、在校学生家庭和企业财务人员，发放宣传资料并签订承诺书。",
            party_id=scene.parties["territory"],
            due_on=date(2026, 11, 30),
            to=Addressees(kinds=("township",), support_ids=(scene.units["区教育局"].id,)),
            campaign="百日行动",
            contact_name="示例经办乙",
            target=Decimal(500),
            target_unit="户",
            evidence="走访登记表、现场照片",
        ),
    )
    progress = {"秀川街道": 60, "西站街道": 35, "敦煌路街道": 10, "西园街道": 80, "龚家湾街道": 20}
    for order, (name, percent) in enumerate(progress.items()):
        one = scene.of(task, name)
        scene.do(at(9, 10 + order), acknowledge, one)
        visited = Decimal(percent * 5)
        scene.tell(at(17, 10 + order), one, f"示例：已走访{visited}户。", percent, quantity=visited)
    extended = scene.of(task, "敦煌路街道")
    scene.do(
        at(18, 9),
        ask_extension,
        extended,
        new_due_at=datetime(2026, 12, 11, 17, tzinfo=ZONE),
        reason="示例：辖区商户集中，白天入户率低，申请延长两周",
    )
    due_at = datetime(2026, 11, 27, 17, tzinfo=ZONE)
    for name in ("秀川街道", "西园街道"):
        below = set(_communities(scene.units[name], 4))
        scene.do(at(10, 9), pass_on, scene.of(task, name), communities=below, due_at=due_at)


def _communities(township: MemberUnit, most: int) -> list[int]:
    found = select(Division.id).where(Division.parent_id == township.division_id)
    return list(session.scalars(found.order_by(Division.code).limit(most)))


def _cards(scene: Scene) -> None:
    """All carriers, an instruction of the leader, due within days."""
    task = scene.hand_out(
        at(11),
        TaskDetails(
            origin=Origin.INSTRUCTION,
            origin_note="示例领导批示",
            title="涉诈高风险电话卡集中核验（示例）",
            content="对公安机关推送的高风险电话卡逐一重新核验，未通过的限制功能或者暂停服务。",
            party_id=scene.parties["unit"],
            due_on=date(2026, 11, 25),
            to=Addressees(kinds=("carrier",)),
            campaign="断卡行动",
            target=Decimal(200),
            target_unit="张",
            leader="示例负责人",
        ),
    )
    for name, done in (("移动七里河分公司", 170), ("电信七里河分公司", 90)):
        one = scene.of(task, name)
        scene.do(at(11, 15), acknowledge, one)
        scene.tell(at(18, 11), one, f"示例：已核验{done}张。", done // 2, quantity=Decimal(done))


def _schools(scene: Scene) -> None:
    """One lead unit with the police in support, handed in and waiting for the check."""
    task = scene.hand_out(
        at(5),
        TaskDetails(
            origin=Origin.MEETING,
            origin_note="2026年第4次联席会议（示例）",
            title="校园反诈宣传周（示例）",
            content="组织各中小学开展一次主题班会，发放致家长的一封信。",
            party_id=scene.parties["department"],
            due_on=date(2026, 11, 27),
            to=Addressees(lead_ids=(scene.units["区教育局"].id,), support_ids=(scene.units["公安分局"].id,)),
            evidence="班会照片、活动汇总表",
        ),
    )
    lead = scene.of(task, "区教育局")
    scene.do(at(5, 15), acknowledge, lead)
    scene.finish(at(18, 16), lead, "示例：42所学校开展主题班会610场，覆盖学生3.1万人。")
