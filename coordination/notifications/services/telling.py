"""Telling: rows in the transaction of whoever tells, nothing leaves the house here."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import text

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import Base, session
from coordination.kernel.operations import transaction
from coordination.kernel.text import Text
from coordination.notifications import jobs
from coordination.notifications.channels import open_channels
from coordination.notifications.queries import beyond_the_fence
from coordination.notifications.queries.robots import open_robots
from coordination.notifications.rules import Hours, digest_moment, not_before
from coordination.notifications.wording import content_of

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one account, or one robot. The same `key` is told once, whatever runs twice.

    `address` is a path of this site. Urgent ones break through digests and non-working days, not the night.
    """

    key: str
    office_id: int
    unit_id: int | None
    account_id: int | None
    robot_id: int | None
    kind: str
    subject_type: str
    subject_id: int
    message: Text
    address: str
    urgent: bool = False


def tell(notices: Iterable[Notice]) -> int:
    """Write the messages and, by each person's settings, what is to be sent; answers how many were new.

    In the caller's transaction, set by set; who is told may lie beyond the caller's own fence.
    """
    told = sent = 0
    with transaction(), beyond_the_fence():
        for chunk in _chunks(notices):
            made = _write(chunk)
            told += len(made)
            sent += _address(made) if made else 0
        if sent:
            jobs.deliver.soon()
    return told


def tell_robots(
    office_id: int, *, key: str, kind: str, subject: Base, message: Text, address: str, urgent: bool = False
) -> int:
    """Tell every chat group of the office; answers to how many this was new."""
    with transaction(), beyond_the_fence():
        robots = open_robots(office_id)
    return tell(
        Notice(
            key=f"{key}:robot:{robot.id}",
            office_id=office_id,
            unit_id=None,
            account_id=None,
            robot_id=robot.id,
            kind=kind,
            subject_type=subject.__tablename__,
            subject_id=subject.id,  # type: ignore[attr-defined]
            message=message,
            address=address,
            urgent=urgent,
        )
        for robot in robots
    )


def _chunks(notices: Iterable[Notice]) -> Iterator[list[Notice]]:
    rest = iter(notices)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


_WRITE = text("""
INSERT INTO notifications (key, office_id, unit_id, account_id, robot_id, kind, subject_type, subject_id,
  message, content, address, urgent, created_at)
SELECT key, office_id, unit_id, account_id, robot_id, kind, subject_type, subject_id,
  message, content, address, urgent, :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given (key text, office_id bigint, unit_id bigint,
  account_id bigint, robot_id bigint, kind text, subject_type text, subject_id bigint,
  message text, content jsonb, address text, urgent boolean)
ON CONFLICT (key) DO NOTHING
RETURNING id""")

_ADDRESS = text("""
INSERT INTO deliveries (notification_id, office_id, unit_id, account_id, robot_id, channel, address,
  digest, hours, not_before)
SELECT n.id, n.office_id, n.unit_id, n.account_id, n.robot_id, way.channel, way.address, way.digest,
  CASE WHEN n.urgent THEN 'daytime' ELSE 'working' END,
  CASE WHEN way.digest THEN CAST(:digest AS timestamptz) WHEN n.urgent THEN CAST(:urgent AS timestamptz)
    ELSE CAST(:usual AS timestamptz) END
FROM notifications n
CROSS JOIN LATERAL (
  SELECT 'mail' AS channel, p.mail AS address, p.rhythm = 'daily' AND NOT n.urgent AS digest
  FROM notification_preferences p WHERE p.account_id = n.account_id AND p.by_mail AND p.mail <> ''
  UNION ALL
  SELECT 'sms', a.phone, false
  FROM notification_preferences p JOIN accounts a ON a.id = p.account_id
  WHERE p.account_id = n.account_id AND p.by_sms AND a.phone <> ''
  UNION ALL
  SELECT r.channel, r.name, false FROM robots r WHERE r.id = n.robot_id AND r.closed_at IS NULL
) AS way
WHERE n.id = ANY(:ids) AND way.channel = ANY(:open)
ORDER BY n.id
ON CONFLICT (notification_id, channel, address) DO NOTHING""")


def _write(chunk: list[Notice]) -> list[int]:
    rows = json.dumps([_row(notice) for notice in chunk], ensure_ascii=False)
    return list(session.scalars(_WRITE, {"rows": rows, "now": clock.now()}))


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "key": notice.key,
        "office_id": notice.office_id,
        "unit_id": notice.unit_id,
        "account_id": notice.account_id,
        "robot_id": notice.robot_id,
        "kind": notice.kind,
        "subject_type": notice.subject_type,
        "subject_id": notice.subject_id,
        "message": notice.message.msgid,
        "content": content_of(notice.message),
        "address": notice.address,
        "urgent": notice.urgent,
    }


def _address(notification_ids: list[int]) -> int:
    """What is to be sent about these messages; digests and nights only move the moment."""
    moments = _moments(clock.now())
    values = {**moments, "ids": notification_ids, "open": [str(channel) for channel in open_channels()]}
    return session.execute(_ADDRESS, values).rowcount  # type: ignore[attr-defined, no-any-return]


def _moments(now: datetime) -> dict[str, datetime]:
    is_workday = working_days()
    return {
        "usual": not_before(now, Hours.WORKING, is_workday),
        "urgent": not_before(now, Hours.DAYTIME, is_workday),
        "digest": digest_moment(now, is_workday),
    }
