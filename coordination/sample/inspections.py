"""Inspections of the sample district (示例): one planned, one with a problem and a photo, one overdue."""

from datetime import date, datetime, time
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.certificates.models import Certificate
from coordination.certificates.states import CertificateState
from coordination.inspections import services
from coordination.inspections.models import Inspection
from coordination.inspections.queries.inspections import loaded
from coordination.inspections.rules import Answer, Sheet
from coordination.inspections.services import Plan
from coordination.inspections.states import Result, Verdict
from coordination.kernel import uploads
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import MemberUnit, Office
from coordination.sample.months import Cast

OWN = "宣传栏内容在近一个月更新过\n预警劝阻台账有登记、有回访"
NOTE = "示例：宣传栏还是去年的内容，没有近期高发类型的提示"
SUMMARY = "示例：请更新宣传栏内容，并把近一个月的预警劝阻登记补齐"


def inspect_titles(office: Office) -> None:
    """Three titles in force, each looked at by a unit that does not look after it."""
    found = select(Certificate).where(
        Certificate.office_id == office.id, Certificate.state == CertificateState.VALID
    )
    titles = session.scalars(found.order_by(Certificate.sequence).limit(3)).all()
    if len(titles) < 3:
        raise ValueError("the sample has too few titles to inspect")
    people = _People(office)
    people.plan(date(2026, 10, 9), titles[0], "education", days=8)
    done = people.plan(date(2026, 10, 19), titles[1], "police", days=8)
    people.find_a_problem(done, date(2026, 10, 28), until=date(2026, 11, 20))
    people.plan(date(2026, 11, 3), titles[2], "bank", days=10)


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


class _People:
    """The clerk who plans, and who goes there for a unit of a kind."""

    def __init__(self, office: Office) -> None:
        self.office, self.cast = office, Cast.of(office)
        units = select(MemberUnit).where(MemberUnit.office_id == office.id).order_by(MemberUnit.sort_order)
        self.units = {unit.kind_code: unit.id for unit in reversed(session.scalars(units).all())}

    def inspector(self, one: Inspection) -> Account:
        assert one.inspector_id is not None  # noqa: S101  the sample asks units
        return self.cast.filers[one.inspector_id]

    def plan(self, day: date, title: Certificate, kind: str, *, days: int) -> Inspection:
        with clock.standing(_at(day)):
            plan = Plan(self.units[kind], days, OWN)
            return services.plan(
                self.office,
                actor=self.cast.clerks[0].actor,
                operation=fresh_key(),
                subject_id=title.subject_id,
                plan=plan,
            )

    def find_a_problem(self, one: Inspection, day: date, *, until: date) -> None:
        """The first of the office's own points does not hold; a photo shows it."""
        session.flush()
        who, points = self.inspector(one).actor, loaded(one.id).points
        wrong = next(point for point in points if point.criterion_id is None)
        answers = {point.id: Answer(Result.GOOD) for point in points}
        answers[wrong.id] = Answer(Result.PROBLEM, NOTE)
        with clock.standing(_at(day, 15)):
            taken = uploads.accept(BytesIO(_picture()), "示例复查照片.jpg", limits=uploads.evidence_limits())
            services.add(one, actor=who, operation=fresh_key(), files=[taken], point_id=wrong.id)
            services.finish(
                one,
                actor=who,
                operation=fresh_key(),
                version=one.version,
                sheet=Sheet(answers, Verdict.TO_MEND, SUMMARY, until),
            )


def _picture() -> bytes:
    """A plain card that says it is a sample."""
    image = Image.new("RGB", (960, 720), "#f4efe2")
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 60, 900, 660), outline="#7a4100", width=6)
    pen.text((300, 320), "SAMPLE PHOTO", fill="#7a4100", font_size=52)
    kept = BytesIO()
    image.save(kept, "JPEG", quality=85)
    return kept.getvalue()
