"""How subjects stand before a standard, each with its cells; a constant number of statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coordination.applications.models import Application, Opinion
from coordination.applications.queries.applications import files
from coordination.applications.queries.findings import latest_opinions
from coordination.applications.states import OPEN, ApplicationState, OpinionState
from coordination.applications.titles import Held, held
from coordination.certificates.models import Certificate
from coordination.certificates.queries import ended_of, standing_of
from coordination.certificates.rules import is_over
from coordination.certificates.states import CertificateState
from coordination.communities.queries.looking import View
from coordination.communities.rules import (
    NOTHING_SAID,
    SHARED,
    Line,
    Mark,
    Place,
    Said,
    Stand,
    Step,
    Title,
    Way,
    lacking,
    mark,
    mended_by,
    next_look,
    place,
    step,
)
from coordination.kernel.clock import clock as now
from coordination.kernel.db import session
from coordination.standards.evaluation import Found, evaluate
from coordination.standards.models import Criterion
from coordination.standards.rules import CriterionKind, Standing, WindowKind
from coordination.subjects.models import Subject
from coordination.tallies.queries import clocks, setbacks
from coordination.tallies.rules.clock import Clock, Setback, possible_on

_WAYS = {
    ApplicationState.DRAFT: Way.DRAFT,
    ApplicationState.RETURNED: Way.RETURNED,
    ApplicationState.FILED: Way.FILED,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion of one community: what is found, how it looks, and the opinions that wait or oppose."""

    criterion: Criterion
    found: Found
    line: Line
    opinions: Sequence[Opinion]
    files: int
    is_lacking: bool

    @property
    def mark(self) -> Mark:
        return self.line.mark

    @property
    def on(self) -> date | None:
        return self.line.on


@dataclass(frozen=True, slots=True)
class Row:
    """One community. `setback` is the last report that moved its clock back and still counts; `ended` the
    last title that is over, where none is in force."""

    subject: Subject
    stand: Stand
    cells: Sequence[Cell]
    clock: Clock
    setback: Setback | None
    application: Application | None
    certificate: Certificate | None
    held: Held | None
    ended: Certificate | None = None

    @property
    def place(self) -> Place:
        return place(self.stand)

    @property
    def step(self) -> Step | None:
        return step(self.stand)

    @property
    def lacks(self) -> Sequence[Cell]:
        return [cell for cell in self.cells if cell.is_lacking]

    @property
    def missing(self) -> Sequence[Cell]:
        """What is lacking beside the confirmations that come with the application."""
        return [cell for cell in self.lacks if cell.mark is not Mark.REVIEW]

    @property
    def reviews(self) -> Sequence[Cell]:
        """What people have still to confirm."""
        return [cell for cell in self.lacks if cell.mark is Mark.REVIEW]

    @property
    def unproven(self) -> Sequence[Cell]:
        """The criteria that ask for proof of which nothing is there."""
        return [cell for cell in self.cells if cell.criterion.evidence_required and not cell.files]


def rows(subjects: Sequence[Subject], view: View) -> list[Row]:
    """How each of these subjects stands, in the order given."""
    ids = [one.id for one in subjects]
    known = _Known.of(ids, view)
    return [_row(subject, order, view, known) for order, subject in enumerate(subjects)]


@dataclass(frozen=True)
class _Known:
    """What was read of all subjects at once."""

    findings: Mapping[int, Mapping[int, Found]]
    clocks: Mapping[int, Clock]
    setbacks: Mapping[int, Sequence[Setback]]
    applications: Mapping[int, Application]
    files: Mapping[tuple[int, int | None], int]
    certificates: Mapping[int, Certificate]
    held: Mapping[int, Held]
    ended: Mapping[int, Certificate]

    @classmethod
    def of(cls, ids: Sequence[int], view: View) -> "_Known":
        found = evaluate(view.version, ids, view.as_of) if view.version and ids else {}
        applications = under_way(ids)
        return cls(
            {number: result.findings for number, result in found.items()},
            clocks(ids, view.as_of),
            setbacks(ids),
            applications,
            files([one.id for one in applications.values()]),
            {
                number: one
                for number, one in standing_of(ids).items()
                if not is_over(one.valid_until, now.today())
            },
            held(ids),
            ended_of(ids),
        )


def under_way(subject_ids: Sequence[int]) -> dict[int, Application]:
    """The open application of each of these subjects, with the opinions about it."""
    found = (
        select(Application)
        .where(Application.subject_id.in_(subject_ids), Application.state.in_(OPEN))
        .options(selectinload(Application.opinions).joinedload(Opinion.unit, innerjoin=True))
        .execution_options(populate_existing=True)
    )
    return {one.subject_id: one for one in session.scalars(found)}


def _row(subject: Subject, order: int, view: View, known: _Known) -> Row:
    application = known.applications.get(subject.id)
    certificate = known.certificates.get(subject.id)
    title = known.held.get(subject.id)
    clock = known.clocks[subject.id]
    own = application if application and _under(view, application.version_id) else None
    titled = certificate is not None and _under(view, certificate.version_id)
    facts = _Facts(view, clock, own, titled, known.files)
    cells = facts.cells(known.findings.get(subject.id, {}))
    stand = Stand(
        subject.id,
        order,
        tuple(cell.line for cell in cells),
        _WAYS.get(application.state, Way.UNDER_WAY) if application else Way.NONE,
        _title(certificate, title),
    )
    told = known.setbacks.get(subject.id, ())
    ended = None if certificate else known.ended.get(subject.id)
    return Row(subject, stand, cells, clock, _in_effect(told, clock), application, certificate, title, ended)


def _under(view: View, version_id: int) -> bool:
    return view.version is not None and view.version.id == version_id


def _title(certificate: Certificate | None, title: Held | None) -> Title:
    if certificate is None:
        return Title.NONE
    if certificate.state is CertificateState.SUSPENDED:
        return Title.SUSPENDED
    renewable = title and title.renewable_on and title.renewable_on <= now.today()
    return Title.RENEWABLE if renewable else Title.VALID


def _in_effect(told: Sequence[Setback], clock: Clock) -> Setback | None:
    """The last setback whose case is the one that the clock counts from."""
    return next((one for one in reversed(told) if one.case_on == clock.last_case_on), None)


@dataclass(frozen=True, slots=True)
class _Facts:
    """One community, for its cells: the application and the title only where they are of this version."""

    view: View
    clock: Clock
    application: Application | None
    titled: bool
    files: Mapping[tuple[int, int | None], int]

    def cells(self, findings: Mapping[int, Found]) -> list[Cell]:
        version = self.view.version
        criteria = [one for one in version.criteria if one.id in findings] if version else []
        given = self._opinions()
        lines = [self._line(one, findings[one.id], given.get(one.id, [])) for one in criteria]
        lacks = {line.criterion_id for line in lacking(lines)}
        number = self.application.id if self.application else 0
        return [
            Cell(
                one,
                findings[one.id],
                line,
                [each for each in given.get(one.id, []) if each.state is not OpinionState.AGREED],
                self.files.get((number, one.id), 0),
                one.id in lacks,
            )
            for one, line in zip(criteria, lines, strict=True)
        ]

    def _opinions(self) -> dict[int, list[Opinion]]:
        found: dict[int, list[Opinion]] = {}
        for one in latest_opinions(self.application.opinions).values() if self.application else ():
            found.setdefault(one.criterion_id, []).append(one)
        return found

    def _line(self, criterion: Criterion, found: Found, given: Sequence[Opinion]) -> Line:
        states = Counter(one.state for one in given)
        said = Said(*(states[one] for one in OpinionState)) if given else NOTHING_SAID
        looks = mark(found.standing, said, titled=self.titled)
        who = mended_by(criterion.kind, looks, own_duties=bool(found.facts.get("own")))
        on = self._possible(criterion, found)
        return Line(criterion.id, criterion.either, looks, on, who in SHARED)

    def _possible(self, criterion: Criterion, found: Found) -> date | None:
        """The nearest day on which it may be met; a gap in the data may be closed earlier."""
        if told := found.facts.get("possible_on"):
            return date.fromisoformat(told)
        if found.standing is Standing.UNMET:
            return next_look(criterion.window_kind, criterion.window_size, self.view.as_of)
        by_days = criterion.kind is CriterionKind.ZERO_CASES and criterion.window_kind is WindowKind.DAYS
        if found.standing is not Standing.UNKNOWN or not by_days:
            return None
        on = possible_on(self.clock, criterion.window_size or 1)
        return on if on and on > self.view.as_of else None
