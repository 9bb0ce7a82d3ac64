"""Trying a version on past data: who would pass, who fails by what, beside the version in force."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.standards.evaluation import Result, Survey, evaluate, said, standings
from coordination.standards.models import StandardVersion
from coordination.subjects.models import Subject

PAGE = 50

Pick = Callable[[bool | None, bool | None], bool]


def _everybody(_now: bool | None, _then: bool | None) -> bool:
    return True


#: What a list can be narrowed to, by what the subject's verdict is now and was by the version in force.
_SHOW: Mapping[str, Pick] = {
    "pass": lambda now, _then: now is True,
    "fail": lambda now, _then: now is False,
    "open": lambda now, _then: now is None,
    "gain": lambda now, then: now is True and then is not True,
    "lose": lambda now, then: now is not True and then is True,
}


class Compared(NamedTuple):
    """One subject: how it stands against the version that is tried, and the verdict by the one in force."""

    subject: Subject
    result: Result
    before: bool | None


@dataclass(frozen=True)
class Trial:
    """How all subjects stand, by id, in letters; `before`: against the version in force. Verdicts are told as
    if everything to be confirmed were confirmed."""

    version: StandardVersion
    in_force: StandardVersion | None
    as_of: date
    known_at: datetime | None
    results: Mapping[int, str]
    before: Mapping[int, str]

    @property
    def survey(self) -> Survey:
        return _counted(self.version, self.results)

    @property
    def survey_before(self) -> Survey | None:
        return _counted(self.in_force, self.before) if self.in_force else None

    def chosen(self, show: str) -> list[int]:
        """The ids of who would pass, fail, is not decided, newly passes or no longer passes; or of all."""
        pick = _SHOW.get(show, _everybody)
        return [one for one, codes in self.results.items() if pick(_met(self.version, codes), self._was(one))]

    def _was(self, subject_id: int) -> bool | None:
        codes = self.before.get(subject_id)
        return _met(self.in_force, codes) if self.in_force and codes else None

    def page(self, ids: Sequence[int], number: int) -> list[Compared]:
        """These subjects in official order, a page of them, with the facts."""
        rows = session.scalars(
            select(Subject)
            .where(Subject.id.in_(ids))
            .options(joinedload(Subject.unit))
            .order_by(Subject.sort_order, Subject.id)
            .offset((number - 1) * PAGE)
            .limit(PAGE)
        ).all()
        facts = evaluate(self.version, [one.id for one in rows], self.as_of, self.known_at)
        return [Compared(one, facts[one.id], self._was(one.id)) for one in rows]


def trial(
    version: StandardVersion,
    in_force: StandardVersion | None,
    office_id: int,
    as_of: date,
    known_at: datetime | None = None,
) -> Trial:
    """Both versions on all subjects of the kind, at the end of `as_of`; a constant number of statements."""
    results = standings(version, office_id, as_of, known_at)
    before = standings(in_force, office_id, as_of, known_at) if in_force else {}
    return Trial(version, in_force, as_of, known_at, results, before)


def _met(version: StandardVersion, codes: str) -> bool | None:
    return said(codes, tuple(one.either for one in version.criteria), confirmed=True)


def _counted(version: StandardVersion, results: Mapping[int, str]) -> Survey:
    return Survey(
        tuple(one.either for one in version.criteria),
        tuple(one.id for one in version.criteria),
        Counter(results.values()),
    )
