"""What a letter says: one line for a message, or all the lines of a day, in the language of the reader."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.accounts.rules import AccountState
from coordination.config import settings
from coordination.kernel.db import session
from coordination.kernel.text import Text, _
from coordination.notifications.channels.letter import Letter
from coordination.notifications.models import Delivery, Notification, Robot
from coordination.notifications.rules import Hours
from coordination.notifications.states import Channel
from coordination.notifications.wording import lookup, restored

SUBJECT = _("【反诈联席】{message}")
DIGEST_SUBJECT = _("【反诈联席】{count}条消息")
FOOT = _("这封邮件由平台发出，不必回复。收不收、怎么收，在平台的“通知设置”里改。")
LONGEST_SUBJECT = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is to be sent, with all that its letter needs; `to` is where it goes."""

    id: int
    channel: Channel
    to: str
    secret: str
    digest: bool
    hours: Hours
    attempts: int
    doubts: int
    account_id: int | None
    stopped: bool
    language: str
    message: Text
    path: str


def lines(delivery_ids: Sequence[int]) -> list[Line]:
    """The rows with their messages and recipients, in the order they became due."""
    found = (
        select(Delivery, Notification, Account.state, Account.language, Robot)
        .join(Notification, Notification.id == Delivery.notification_id)
        .outerjoin(Account, Account.id == Delivery.account_id)
        .outerjoin(Robot, Robot.id == Delivery.robot_id)
        .where(Delivery.id.in_(delivery_ids))
        .order_by(Delivery.not_before, Delivery.id)
        .execution_options(populate_existing=True)
    )
    return [_line(*row) for row in session.execute(found)]


def _line(
    delivery: Delivery,
    told: Notification,
    state: AccountState | None,
    language: str | None,
    robot: Robot | None,
) -> Line:
    return Line(
        id=delivery.id,
        channel=delivery.channel,
        to=robot.webhook if robot else delivery.address,
        secret=robot.secret if robot else "",
        digest=delivery.digest,
        hours=delivery.hours,
        attempts=delivery.attempts,
        doubts=delivery.doubts,
        account_id=delivery.account_id,
        stopped=robot.closed_at is not None if robot else state != AccountState.ACTIVE,
        language=language or settings().default_language,
        message=restored(told.message, told.content),
        path=told.address,
    )


def parcels(found: Iterable[Line]) -> list[tuple[Line, ...]]:
    """What goes out together: the digest lines of one person at one address, else each by itself."""
    together: dict[object, list[Line]] = defaultdict(list)
    for line in found:
        key = (line.account_id, line.channel, line.to) if line.digest else line.id
        together[key].append(line)
    return [tuple(group) for group in together.values()]


def letter(parcel: tuple[Line, ...], now: datetime) -> Letter:
    """The letter of a parcel; its number is that of the first line, the same in a second attempt."""
    first = parcel[0]
    say = lookup(first.language)
    if first.channel is not Channel.MAIL:
        text = first.message.render(say)
        linked = text if first.channel is Channel.SMS else _with_link(text, first.path)
        return Letter(first.id, text, linked, now, first.secret)
    told = [_with_link(line.message.render(say), line.path) for line in parcel]
    return Letter(
        first.id, _subject(parcel).render(say), "\n\n".join((*told, "-- \n" + FOOT.render(say))), now
    )


def _subject(parcel: tuple[Line, ...]) -> Text:
    first = parcel[0]
    if first.digest:
        return Text(DIGEST_SUBJECT.msgid, {"count": len(parcel)})
    words = first.message.render(lookup(first.language))
    short = words if len(words) <= LONGEST_SUBJECT else words[: LONGEST_SUBJECT - 1] + "…"
    return Text(SUBJECT.msgid, {"message": short})


def _with_link(text: str, path: str) -> str:
    site = settings().site_url.rstrip("/")
    return f"{text}\n{site}{path}" if site else text
