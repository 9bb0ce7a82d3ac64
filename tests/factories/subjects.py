"""Communities below the two townships of the cast, and what can carry a title of them."""

from types import SimpleNamespace

from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Division, MemberUnit
from coordination.organizations.rules import Level
from coordination.subjects import services
from coordination.subjects.models import Subject
from tests.factories.organizations import division, session

NAMES = {"a": ("柳沟社区", "石桥村", "东河社区"), "b": ("白塔社区", "西园社区")}


def community(township: MemberUnit, name: str) -> Division:
    return division(name, Level.COMMUNITY, session.get_one(Division, township.division_id))


def followed(cast: SimpleNamespace) -> dict[str, Subject]:
    """The subjects of the cast's office by name, five communities among them."""
    for key, names in NAMES.items():
        for name in names:
            community(getattr(cast.units, key), name)
    services.follow(cast.office, actor=cast.clerk.actor, operation=fresh_key())
    session.commit()
    return {one.name: one for one in session.query(Subject).filter_by(office_id=cast.office.id)}
