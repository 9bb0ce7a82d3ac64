"""What is found of the criteria of a standard: now, and as it was kept when an act was done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from coordination.applications.models import Application, Finding, Opinion
from coordination.applications.rules import Item, Stage, Why, against_concluding, against_filing, stage
from coordination.applications.states import OpinionState
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.text import Text, _
from coordination.standards.evaluation import Found, evaluate
from coordination.standards.models import Criterion, StandardVersion
from coordination.standards.rules import Standing
from coordination.standards.sentences import told
from coordination.tallies.queries import last_day

Findings = Mapping[int, Found]


@dataclass(frozen=True, slots=True)
class Look:
    """One criterion as it stands: what is found of it in words, and whether that is so."""

    criterion: Criterion
    standing: Standing
    words: Text


def as_of(office_id: int) -> date:
    """The day at which criteria are looked at: the last one with filed tallies, at most today."""
    return last_day(office_id) or clock.today()


def evaluated(
    version: StandardVersion, subject_ids: Collection[int], day: date | None = None
) -> dict[int, Findings]:
    """What is found now of each criterion for each subject; a constant number of statements.

    Beyond the fence: a community worker is told how the own community stands, without seeing the figures of
    the township from which that follows. The caller asks only about subjects that the actor sees.
    """
    session.flush()
    with acting(SYSTEM_SCOPE):
        found = evaluate(version, list(subject_ids), day or as_of(_office_of(version)))
    return {id: result.findings for id, result in found.items()}


def _office_of(version: StandardVersion) -> int:
    assert version.office_id is not None  # noqa: S101  a pattern is no standard of an office
    return version.office_id


def latest_findings(application: Application) -> tuple[Stage | None, dict[int, Finding]]:
    """The findings kept by the last act that evaluated, and which act that was; needs `findings` loaded."""
    by_stage: dict[str, dict[int, Finding]] = {}
    for one in application.findings:
        by_stage.setdefault(one.stage, {})[one.criterion_id] = one
    for act in reversed(Stage):
        kept = by_stage.get(stage(act, application.round))
        if kept:
            return act, kept
    return None, {}


def as_found(finding: Finding) -> Found:
    return Found(finding.standing, finding.value, finding.facts)


def looks(criteria: Iterable[Criterion], findings: Findings) -> list[Look]:
    """Every criterion in the order of the standard, in the standard's words."""
    return [
        Look(one, findings[one.id].standing, told(one, findings[one.id]))
        for one in criteria
        if one.id in findings
    ]


def latest_opinions(opinions: Iterable[Opinion]) -> dict[tuple[int, int], Opinion]:
    """The last opinion of each unit of each criterion, by (criterion, unit)."""
    found: dict[tuple[int, int], Opinion] = {}
    for one in sorted(opinions, key=lambda each: each.round):
        found[one.criterion_id, one.unit_id] = one
    return found


def items(
    criteria: Iterable[Criterion],
    findings: Findings,
    *,
    files: Mapping[int | None, int],
    opinions: Iterable[Opinion] = (),
) -> list[Item]:
    """The criteria as the rules look at them."""
    given: dict[int, list[OpinionState]] = {}
    for (criterion_id, _unit_id), one in latest_opinions(opinions).items():
        given.setdefault(criterion_id, []).append(one.state)
    return [
        Item(
            one.id,
            one.either,
            findings[one.id].standing,
            one.evidence_required,
            files.get(one.id, 0),
            tuple(given.get(one.id, ())),
        )
        for one in criteria
        if one.id in findings
    ]


def file_counts(application: Application) -> dict[int | None, int]:
    """How many files prove each criterion; needs `evidence` loaded."""
    counts: dict[int | None, int] = {}
    for one in application.evidence:
        counts[one.criterion_id] = counts.get(one.criterion_id, 0) + 1
    return counts


def obstacles_to_filing(
    criteria: Sequence[Criterion], findings: Findings, files: Mapping[int | None, int]
) -> list[Text]:
    """What forbids filing, one sentence for each criterion; empty when nothing does."""
    against = against_filing(items(criteria, findings, files=files))
    named = {one.id: one for one in criteria}
    return [_sentence(named[item.id], why, findings[item.id], ()) for item, why in against]


def obstacles(application: Application, findings: Findings) -> list[Text]:
    """What forbids the conclusion of the joint review (and the naming), one sentence for each criterion;
    needs `opinions` and the criteria loaded."""
    criteria = application.standard_version.criteria
    named = {one.id: one for one in criteria}
    last = latest_opinions(application.opinions)
    against = against_concluding(items(criteria, findings, files={}, opinions=last.values()))
    by_criterion: dict[int, list[Opinion]] = {}
    for one in last.values():
        by_criterion.setdefault(one.criterion_id, []).append(one)
    return [
        _sentence(named[item.id], why, findings[item.id], by_criterion.get(item.id, ()))
        for item, why in against
    ]


def _sentence(criterion: Criterion, why: Why, found: Found, opinions: Sequence[Opinion]) -> Text:
    text = criterion.text
    match why:
        case Why.UNMET:
            return _("没有达到“{criterion}”：{found}", criterion=text, found=told(criterion, found))
        case Why.UNKNOWN:
            return _("“{criterion}”还缺数据：{found}", criterion=text, found=told(criterion, found))
        case Why.EVIDENCE:
            return _("“{criterion}”要有佐证材料，还没有上传。", criterion=text)
        case Why.WAITING:
            names = _names(one for one in opinions if one.state is OpinionState.ASKED)
            return _("“{criterion}”还在等{units}的意见。", criterion=text, units=names)
        case Why.OPPOSED:
            one = next(each for each in opinions if each.state is OpinionState.OPPOSED)
            words = {"unit": one.unit.short_name, "note": one.note}
            return _("{unit}不同意“{criterion}”：{note}", criterion=text, **words)


def _names(opinions: Iterable[Opinion]) -> str:
    return "、".join(one.unit.short_name for one in opinions)
