"""Pure rules of inspections: when one is due, what a sheet may hold, what it needs (domain.md section 6)."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

OWN_POINTS_AT_MOST = 20
POINT_AT_MOST = 200
NOTE_AT_MOST = 500
SUMMARY_AT_MOST = 1000
REASON_AT_MOST = 500
PHOTOS_AT_MOST = 9
DAYS_AT_MOST = 60
DAYS_BY_DEFAULT = 10
MOVED_AT_MOST = 90
MENDING_AT_MOST = 180


class Result(StrEnum):
    GOOD = "good"
    PROBLEM = "problem"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    PASSED = "passed"
    TO_MEND = "to_mend"
    FAILED = "failed"


def next_due(last: date, months: int) -> date:
    """The day by which the next inspection is due: the same day so many months after the last one (or after
    the naming); where that month has no such day, its last one."""
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    return date(year, month + 1, min(last.day, monthrange(year, month + 1)[1]))


def own_points(typed: str) -> list[str]:
    """The office's own points, one to a line. Raises Invalid at `own` for too many and for a long one."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > OWN_POINTS_AT_MOST:
        raise Invalid(_("最多另加{limit}项，一行一项。", limit=OWN_POINTS_AT_MOST), field="own")
    if any(len(line) > POINT_AT_MOST for line in lines):
        raise Invalid(_("一项最多{limit}个字，一行一项。", limit=POINT_AT_MOST), field="own")
    return list(dict.fromkeys(lines))


def checked_days(days: int | None) -> int:
    """How many working days an inspector has. Raises Invalid at `days`."""
    if days is None or not 1 <= days <= DAYS_AT_MOST:
        raise Invalid(_("请填写1到{limit}之间的工作日数。", limit=DAYS_AT_MOST), field="days")
    return days


def wrong_move(due_on: date | None, today: date, *, is_workday: bool) -> Text | None:
    """What speaks against moving an inspection to a day: past, far ahead, a day off."""
    if due_on is None or not today <= due_on <= today + timedelta(days=MOVED_AT_MOST):
        return _("新的期限要在今天到{limit}天之内。", limit=MOVED_AT_MOST)
    return None if is_workday else _("这一天是休息日，请另选一个工作日。")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found at one point; `result` None: not looked at yet."""

    result: Result | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was typed: answers by the number of the point."""

    answers: Mapping[int, Answer]
    verdict: Verdict | None = None
    summary: str = ""
    mend_by: date | None = None


def too_long(sheet: Sheet) -> dict[str, Text]:
    """What cannot even be kept as a draft, by field."""
    found = {
        f"note-{number}": _("最多{limit}个字。", limit=NOTE_AT_MOST)
        for number, answer in sheet.answers.items()
        if len(answer.note) > NOTE_AT_MOST
    }
    if len(sheet.summary) > SUMMARY_AT_MOST:
        found["summary"] = _("最多{limit}个字。", limit=SUMMARY_AT_MOST)
    return found


def missing(sheet: Sheet, points: Sequence[int], today: date) -> dict[str, Text]:
    """What a sheet lacks before it can be handed in, by field; nothing: it is whole.

    A problem says what it is. Who found one does not say 合格, and who says that something is to be mended,
    or that the title is not deserved, says why and, for mending, until which day.
    """
    found: dict[str, Text] = {}
    for number in points:
        answer = sheet.answers.get(number, Answer())
        if answer.result is None:
            found[f"result-{number}"] = _("请选择：符合、有问题或不适用。")
        elif answer.result is Result.PROBLEM and not answer.note.strip():
            found[f"note-{number}"] = _("请写明是什么问题。")
    return found | _missing_verdict(sheet, today)


def _missing_verdict(sheet: Sheet, today: date) -> dict[str, Text]:
    match sheet.verdict:
        case None:
            return {"verdict": _("请选择复查结论。")}
        case Verdict.PASSED:
            if has_problem(sheet.answers.values()):
                return {
                    "verdict": _("有问题的，结论不能是合格。当场改好的，那一项改选“符合”并写明怎样改好的。")
                }
            return {}
    found: dict[str, Text] = {}
    if not sheet.summary.strip():
        found["summary"] = _("请写明理由：存在什么问题，要求怎样整改。")
    if sheet.verdict is Verdict.TO_MEND:
        found |= _wrong_day(sheet.mend_by, today)
    return found


def _wrong_day(mend_by: date | None, today: date) -> dict[str, Text]:
    if mend_by is None:
        return {"mend_by": _("请填写整改期限，到期会自动安排再次复查。")}
    if mend_by <= today:
        return {"mend_by": _("整改期限要晚于今天。")}
    if mend_by > today + timedelta(days=MENDING_AT_MOST):
        return {"mend_by": _("整改期限最长{limit}天。", limit=MENDING_AT_MOST)}
    return {}


def has_problem(answers: Iterable[Answer]) -> bool:
    return any(answer.result is Result.PROBLEM for answer in answers)


def days_over(due_on: date, today: date) -> int:
    """How many days past the day by which it was due; 0 when it is not."""
    return max(0, (today - due_on).days)


def told_problems(summary: str, notes: Sequence[str]) -> str:
    """Why a title comes into review, in one sentence: the summary, else the problems."""
    return summary.strip() or "；".join(notes)
