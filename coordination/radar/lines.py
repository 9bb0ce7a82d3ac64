"""A question as pages and files show it: its words, and where its figure stands on the sheet."""

from dataclasses import dataclass

from coordination.kernel.text import Text
from coordination.radar import sentences
from coordination.radar.models import Flag
from coordination.radar.rules import FlagKind
from coordination.radar.sentences import About
from coordination.reporting.sheet import key_of


@dataclass(frozen=True, slots=True)
class Line:
    """`key` names the place on the sheet; None when the question is about more than one place."""

    flag: Flag
    place: Text
    why: Text
    advice: Text
    standing: Text
    look: str
    outcome: Text | None
    key: str | None


def line(flag: Flag) -> Line:
    about = about_of(flag)
    return Line(
        flag=flag,
        place=sentences.place(flag, about),
        why=sentences.why(flag, about),
        advice=sentences.advice(flag.kind, about.unit),
        standing=sentences.STANDING_LABELS[flag.standing],
        look=sentences.STANDING_LOOKS[flag.standing],
        outcome=sentences.OUTCOME_LABELS[flag.outcome] if flag.outcome else None,
        key=_key(flag),
    )


def about_of(flag: Flag) -> About:
    subject = flag.subject.short_name if flag.subject and flag.subject_id != flag.unit_id else ""
    if flag.indicator is None:
        return About(flag.report.form.name)
    return About(flag.report.form.name, subject, flag.indicator.name, flag.indicator.unit)


def _key(flag: Flag) -> str | None:
    """A column of round numbers is no single place; a total row is."""
    if flag.indicator is None or (flag.subject_id is None and flag.kind is FlagKind.ROUND):
        return None
    return key_of(flag.subject_id, flag.indicator.code)
