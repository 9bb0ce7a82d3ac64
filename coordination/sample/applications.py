"""Applications of the sample district (示例), one at each step up to the public notice."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.applications import services
from coordination.applications.models import Application, Opinion
from coordination.applications.queries.findings import evaluated, obstacles_to_filing
from coordination.applications.services import evidence
from coordination.applications.states import OPEN, ApplicationState, OpinionState
from coordination.kernel import uploads
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor
from coordination.organizations.models import Office
from coordination.sample.months import Cast
from coordination.standards.queries import enacted
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind

STATEMENT = "示例：本年组织入户宣传三轮，重点人群逐户见面，宣传栏每季更新。"
OPPOSED = "示例：走访记录缺两个小区，请补齐后再报。"
RETURNED = "示例：走访记录照片看不清日期，请重拍。"
WITHDRAWN = "示例：社区将合并，暂不申报。"
#: Month and day on which the late one, the others of October and those of November were filed.
LATE, EARLY, RECENT, NEW = (10, 21), (10, 26), (11, 2), (11, 4)
REFUSED = "示例：经核查，一起案件未如实上报，不予命名。"


def add_applications(office: Office) -> None:
    """Communities that apply under a standard in force, one at each step."""
    scene = _Scene(office)
    places = scene.able()
    _joint_review(scene, next(places), next(places))
    _answered(scene, next(places), next(places))
    _ended(scene, next(places), next(places), next(places))
    _before_notice(scene, next(places), next(places))
    _begun(scene, next(places))
    _by_the_worker(scene)


class _Scene:
    """Who acts, under which standard."""

    def __init__(self, office: Office) -> None:
        self.office, self.cast = office, Cast.of(office)
        self.version = enacted(office.id, SubjectKind.COMMUNITY, clock.today())[0]
        self.clerk = self.cast.clerks[0].actor

    def able(self) -> Iterator[Subject]:
        """Communities that lack nothing but proof and have neither title nor application, no two of one
        township as long as there are others."""
        taken = select(Application.subject_id).where(Application.state.in_((*OPEN, ApplicationState.NAMED)))
        every = session.scalars(
            select(Subject)
            .where(Subject.office_id == self.office.id, Subject.kind == SubjectKind.COMMUNITY)
            .where(Subject.id.not_in(taken), Subject.closed_on.is_(None))
            .order_by(Subject.sort_order, Subject.id)
        ).all()
        ids = [one.id for one in every]
        looked = [evaluated(self.version, ids, day) for day in (at(*LATE).date(), at(*EARLY).date(), None)]
        proven: dict[int | None, int] = {one.id: 1 for one in self.version.criteria}
        fit = [
            one
            for one in every
            if not any(obstacles_to_filing(self.version.criteria, found[one.id], proven) for found in looked)
            and one.division_id != self.worker.division_id
        ]
        first = list({one.unit_id: one for one in reversed(fit)}.values())[::-1]
        yield from (*first, *(one for one in fit if one not in first))
        raise ValueError("the sample has too few communities that meet the standard")

    @property
    def worker(self) -> Account:
        found = select(Account).where(Account.office_id == self.office.id)
        workers = found.where(Account.functions.contains([str(Function.COMMUNITY_WORKER)]))
        return session.scalars(workers.order_by(Account.id)).one()

    def filed(self, subject: Subject, month: int, day: int) -> Application:
        """By the township, with a photo for what asks for proof."""
        by = self.cast.filers[subject.unit_id].actor
        with clock.standing(at(month, day)):
            made = self.drafted(subject, by)
            self.prove(made, by)
            return services.file(made, actor=by, operation=fresh_key(), version=made.version)

    def prove(self, application: Application, by: Actor) -> None:
        """A photo for each criterion that asks for proof, or for the whole."""
        asked = [one.id for one in self.version.criteria if one.evidence_required]
        for criterion_id in asked or (None,):
            photo(application, by, criterion_id, "宣传点.jpg")

    def drafted(self, subject: Subject, by: Actor) -> Application:
        return services.draft(
            subject, actor=by, operation=fresh_key(), standard=self.version, statement=STATEMENT
        )

    def say(self, application: Application, *, but: int = 0, opposed: str = "") -> None:
        """The departments agree, but to the last few; `opposed`: the last one is opposed for this reason."""
        asked = select(Opinion).where(
            Opinion.application_id == application.id, Opinion.state == OpinionState.ASKED
        )
        every = session.scalars(asked.order_by(Opinion.id)).all()
        for place, one in enumerate(every[: len(every) - but], start=1):
            last = place == len(every)
            services.opine(
                one,
                actor=self.cast.filers[one.unit_id].actor,
                operation=fresh_key(),
                version=one.version,
                agree=not (opposed and last),
                note=opposed if last else "",
            )


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime.combine(date(2026, month, day), time(hour), ZONE)


def photo(application: Application, by: Actor, criterion_id: int | None, name: str) -> None:
    """A picture drawn here, plainly invented."""
    picture = Image.new("RGB", (960, 640), "#dfe8f3")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((120, 120, 840, 480), fill="#f8fafc", outline="#1556a0", width=8)
    for line in range(5):
        pen.rectangle((180, 180 + line * 55, 780 - line * 60, 200 + line * 55), fill="#9fb6d1")
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    out.seek(0)
    file = uploads.accept(out, name, limits=uploads.evidence_limits())
    evidence.add(application, actor=by, operation=fresh_key(), files=[file], criterion_id=criterion_id)


def _joint_review(scene: _Scene, waiting: Subject, late: Subject) -> None:
    """One in time, one whose education bureau is late."""
    scene.filed(waiting, *NEW)
    one = scene.filed(late, *LATE)
    with clock.standing(at(10, 26)):
        scene.say(one, but=1)


def _answered(scene: _Scene, ready: Subject, opposed: Subject) -> None:
    """One with every opinion given, one that a department opposes."""
    for subject, against in ((ready, ""), (opposed, OPPOSED)):
        one = scene.filed(subject, *RECENT)
        with clock.standing(at(11, 4)):
            scene.say(one, opposed=against)


def _ended(scene: _Scene, returned: Subject, refused: Subject, withdrawn: Subject) -> None:
    """One sent back for a criterion, one refused, one taken back."""
    one, two, three = (scene.filed(each, *EARLY) for each in (returned, refused, withdrawn))
    with clock.standing(at(11, 3)):
        services.send_back(
            one,
            actor=scene.clerk,
            operation=fresh_key(),
            version=one.version,
            reason=RETURNED,
            criteria=[scene.version.criteria[-1].id],
        )
        services.refuse(two, actor=scene.clerk, operation=fresh_key(), version=two.version, reason=REFUSED)
        by = scene.cast.filers[three.unit_id].actor
        services.withdraw(
            three,
            actor=by,
            operation=fresh_key(),
            version=three.version,
            reason=WITHDRAWN,
        )


def _before_notice(scene: _Scene, *subjects: Subject) -> None:
    """Through the joint review: the office may put them on a public notice."""
    for subject in subjects:
        one = scene.filed(subject, *EARLY)
        with clock.standing(at(10, 29)):
            scene.say(one)
        with clock.standing(at(10, 30)):
            again = session.get_one(Application, one.id, populate_existing=True)
            services.conclude(again, actor=scene.clerk, operation=fresh_key(), version=again.version)


def _begun(scene: _Scene, subject: Subject) -> None:
    """A draft that still lacks its proof."""
    with clock.standing(at(11, 5)):
        scene.drafted(subject, scene.cast.filers[subject.unit_id].actor)


def _by_the_worker(scene: _Scene) -> None:
    """The community worker has begun; where nothing but proof is missing, it is filed and waits for the
    township's first review."""
    worker = scene.worker
    own: Sequence[Subject] = session.scalars(
        select(Subject).where(Subject.division_id == worker.division_id)
    ).all()
    found = evaluated(scene.version, [one.id for one in own])
    for subject in own:
        with clock.standing(at(11, 5, 15)):
            made = scene.drafted(subject, worker.actor)
            scene.prove(made, worker.actor)
            proven: dict[int | None, int] = {one.id: 1 for one in scene.version.criteria}
            if not obstacles_to_filing(scene.version.criteria, found[subject.id], proven):
                services.file(made, actor=worker.actor, operation=fresh_key(), version=made.version)
