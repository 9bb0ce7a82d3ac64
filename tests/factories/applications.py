"""A standard signed by two departments, communities with and without a case, applications at every step."""

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from coordination.accounts.models import Account
from coordination.applications import services
from coordination.applications.models import Application, Opinion
from coordination.applications.queries.findings import latest_opinions
from coordination.applications.services import evidence
from coordination.applications.states import ApplicationState
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.kernel.uploads import Limits, accept
from coordination.standards.models import StandardVersion
from coordination.standards.rules import CriterionKind, VersionState
from coordination.subjects.models import Subject
from coordination.tallies.rules.rows import Count
from tests.factories import standards
from tests.factories.certificates import file as file_tallies
from tests.factories.files import photo
from tests.factories.organizations import account, session
from tests.factories.subjects import followed

CLEAN, BROKEN, THIRD = "柳沟社区", "石桥村", "东河社区"
OCTOBER = date(2026, 10, 1)


def enacted(cast: SimpleNamespace, **values: Any) -> StandardVersion:
    """A month without a case, signed by the police; publicity, signed by the education bureau; a check that
    nobody but the office confirms."""
    criteria = (
        {"kind": CriterionKind.ZERO_CASES, "text": "上月零发案", "confirmer_kind": "police"},
        {"kind": CriterionKind.CHECK, "text": "宣传到位", "confirmer_kind": "education"},
        {"kind": CriterionKind.CHECK, "text": "有反诈宣传栏"},
    )
    given = {"state": VersionState.ENACTED, "effective_on": date(2026, 3, 1), "name": "示例无诈社区标准"}
    return standards.standard(cast.office, *values.pop("criteria", criteria), **(given | values))


def world(cast: SimpleNamespace, **values: Any) -> SimpleNamespace:
    """The communities of both townships: all without a case in October but 石桥村; a worker in 柳沟社区."""
    subjects = followed(cast)
    version = enacted(cast, **values)
    names = (CLEAN, BROKEN, THIRD, "白塔社区", "西园社区")
    file_tallies(cast, *(Count(subjects[name].id, int(name == BROKEN)) for name in names))
    own = subjects[CLEAN].division_id
    worker = account("柳沟网格员", cast.office, Function.COMMUNITY_WORKER, unit=cast.units.a, division_id=own)
    neighbour = account(
        "石桥村干部",
        cast.office,
        Function.COMMUNITY_WORKER,
        unit=cast.units.a,
        division_id=subjects[BROKEN].division_id,
    )
    session.commit()
    return SimpleNamespace(subjects=subjects, version=version, worker=worker, neighbour=neighbour)


def drafted(world: SimpleNamespace, by: Account, name: str = CLEAN, **values: Any) -> Application:
    return services.draft(
        world.subjects[name],
        actor=by.actor,
        operation=fresh_key(),
        standard=values.pop("standard", world.version),
        **values,
    )


def filed(world: SimpleNamespace, by: Account, name: str = CLEAN) -> Application:
    """Filed by a township (then in the joint review), or by a worker (then before the first review)."""
    made = drafted(world, by, name)
    return services.file(made, actor=by.actor, operation=fresh_key(), version=made.version)


def opinions(application: Application) -> dict[str, Opinion]:
    """The last opinions by the unit's name, as the database has them."""
    rows = session.query(Opinion).filter_by(application_id=application.id).populate_existing().all()
    return {one.unit.short_name: one for one in latest_opinions(rows).values()}


def agreed(cast: SimpleNamespace, application: Application) -> Application:
    """Everybody who is asked agrees."""
    people = {"山阳公安分局": cast.police, "区教育局": cast.department}
    for name, one in opinions(application).items():
        services.opine(one, actor=people[name].actor, operation=fresh_key(), version=one.version, agree=True)
    return again(application)


def concluded(cast: SimpleNamespace, world: SimpleNamespace, name: str = CLEAN) -> Application:
    """Through the joint review."""
    one = agreed(cast, filed(world, cast.township_a, name))
    return services.conclude(one, actor=cast.clerk.actor, operation=fresh_key(), version=one.version)


def proven(application: Application, by: Account, criterion_id: int | None = None) -> Application:
    """A photo for a criterion."""
    file = accept(BytesIO(photo()), "照片.jpg", limits=Limits(1024 * 1024))
    return evidence.add(
        application, actor=by.actor, operation=fresh_key(), files=[file], criterion_id=criterion_id
    )


def in_state(application: Application, state: ApplicationState) -> Application:
    """As the slices above bring it about; what the database asks for besides is there."""
    one = again(application)
    one.state = state
    session.commit()
    return one


def again(application: Application) -> Application:
    """The application as the database has it."""
    return session.get_one(Application, application.id, populate_existing=True)


def subject(world: SimpleNamespace, name: str) -> Subject:
    found: Subject = world.subjects[name]
    return found
