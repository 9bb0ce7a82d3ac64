"""Which extensions may be asked for and given. Pure values in, a refusal out."""

from datetime import datetime, timedelta

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

REASON_AT_MOST = 500
EXTENSION_AT_MOST = timedelta(days=92)


def check_asked(to_at: datetime | None, due_at: datetime, now: datetime) -> datetime:
    """The new deadline a unit asks for; it asks before the old one. Raises Invalid at `to_on`."""
    if now >= due_at:
        raise Invalid(_("截止时间已过，不能再申请延期。请尽快上报，并说明原因。"), field="to_on")
    return check_new(to_at, due_at, now)


def check_new(to_at: datetime | None, due_at: datetime, now: datetime) -> datetime:
    """A new deadline lies after now and after the old one, at most 92 days. Raises Invalid at `to_on`."""
    if to_at is None:
        raise Invalid(_("请填写新的截止日期。"), field="to_on")
    refused = obstacle(to_at, due_at, now)
    if refused is not None:
        raise Invalid(refused, field="to_on")
    return to_at


def obstacle(to_at: datetime, due_at: datetime, now: datetime) -> Text | None:
    """Why a deadline cannot move there; None when it can. Instants are aware."""
    if to_at <= now:
        return _("新的截止时间要晚于现在。")
    if to_at <= due_at:
        return _("新的截止时间要晚于原来的截止时间。")
    if to_at > max(due_at, now) + EXTENSION_AT_MOST:
        return _("一次最多延期{days}天，请核对日期。", days=EXTENSION_AT_MOST.days)
    return None


def checked_reason(typed: str, missing: Text, *, field: str = "reason") -> str:
    """The reason as it is kept; Invalid at `field`, saying `missing`, when nothing was written."""
    reason = typed.strip()
    if not reason:
        raise Invalid(missing, field=field)
    if len(reason) > REASON_AT_MOST:
        words = _("最多{limit}个字，现在是{count}个字。", limit=REASON_AT_MOST, count=len(reason))
        raise Invalid(words, field=field)
    return reason
