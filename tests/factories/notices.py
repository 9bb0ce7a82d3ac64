"""Notices with two applications on them, and objections."""

from types import SimpleNamespace
from typing import Any

from coordination.kernel.operations import fresh_key
from coordination.notices import services
from coordination.notices.models import Notice, Objection
from coordination.notices.queries.inside import whole
from coordination.notices.states import Channel
from tests.factories import applications
from tests.factories.organizations import session

CLEAN, THIRD = applications.CLEAN, applications.THIRD
SAID = "公示的社区上个月还有人被骗，材料里没有写。"


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Two communities whose applications have passed the joint review."""
    made = applications.world(cast)
    made.first = applications.concluded(cast, made, CLEAN)
    made.second = applications.concluded(cast, made, THIRD)
    return made


def drafted(cast: SimpleNamespace, world: SimpleNamespace, **values: Any) -> Notice:
    given = {
        "title": "拟命名无诈社区公示",
        "body": "现予公示。",
        "contact": "0931-1234567",
        "days": 7,
        "applications": [again(world.first), again(world.second)],
    } | values
    return services.draft(cast.office, actor=cast.clerk.actor, operation=fresh_key(), **given)


def published(cast: SimpleNamespace, world: SimpleNamespace) -> Notice:
    notice = reread(drafted(cast, world))
    services.publish(notice, actor=cast.clerk.actor, operation=fresh_key(), version=notice.version)
    return reread(notice)


def entered(cast: SimpleNamespace, notice: Notice, place: int = 0, **values: Any) -> Objection:
    """Written down by the second clerk, for somebody who called."""
    given = {
        "entry_id": notice.entries[place].id,
        "channel": Channel.PHONE,
        "contact_name": "张某某",
        "contact_phone": "0931-7654321",
        "text": SAID,
    } | values
    return services.enter(notice, actor=cast.second_clerk.actor, operation=fresh_key(), **given)


def again(application: Any) -> Any:
    return applications.again(application)


def reread(notice: Notice) -> Notice:
    """The notice with its entries as the database has them."""
    found = session.get(Notice, notice.id, options=whole(), populate_existing=True)
    assert found is not None
    return found
