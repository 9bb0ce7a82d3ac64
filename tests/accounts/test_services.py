"""Inviting, changing, closing, new codes."""

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from coordination.accounts import queries, services, signing
from coordination.accounts.models import Account, Invitation, SignIn
from coordination.accounts.rules import AccountState
from coordination.accounts.services import Details
from coordination.audit.models import Event
from coordination.config import settings
from coordination.kernel.clock import Clock
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.organizations.rules import Level
from tests.factories.organizations import PASSWORD, account, division, signed_in_token

pytestmark = pytest.mark.usefixtures("clock")
NEW = "Fresh-horse-77"


def details(*functions: Function, **other: object) -> Details:
    return Details(**{"name": "王五", "functions": frozenset(functions), **other})  # type: ignore[arg-type]


CLERK = details(Function.CLERK)


def invite(cast: SimpleNamespace, username: str, wanted: Details = CLERK, key: str | None = None) -> Account:
    return services.invite(
        cast.office, username, wanted, actor=cast.administrator.actor, operation=key or fresh_key()
    )


def edit(cast: SimpleNamespace, kept: Account, wanted: Details) -> Account:
    return services.edit(
        kept, wanted, actor=cast.administrator.actor, operation=fresh_key(), version=kept.version
    )


def refused(call: object) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        call()  # type: ignore[operator]
    return {name: str(text) for name, text in error.value.errors.items()}


def accept(username: str, code: str) -> None:
    signing.accept(username, code, NEW, settings=settings())


def sign_in(username: str, password: str) -> str:
    return signing.sign_in(username, password, address="10.0.0.1", agent="test", settings=settings())


def test_an_invited_person_sets_a_password_with_the_code_and_signs_in(cast: SimpleNamespace) -> None:
    key = fresh_key()
    invited = invite(cast, "wang.wu", key=key)
    assert invited.state is AccountState.INVITED
    with pytest.raises(Invalid):
        sign_in("wang.wu", NEW)
    accept("wang.wu", services.code_of(key).lower().replace("-", " "))
    assert invited.state is AccountState.ACTIVE
    assert sign_in("wang.wu", NEW)
    with pytest.raises(Invalid):
        accept("wang.wu", services.code_of(key))


def test_a_code_is_good_for_seven_days_and_one_person(cast: SimpleNamespace, clock: Clock) -> None:
    key = fresh_key()
    invite(cast, "wang.wu", key=key)
    invite(cast, "zhao.liu")
    with pytest.raises(Invalid):
        accept("zhao.liu", services.code_of(key))
    clock.move(days=7, seconds=1)
    with pytest.raises(Invalid):
        accept("wang.wu", services.code_of(key))


def test_the_database_and_the_audit_do_not_know_the_code(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    key = fresh_key()
    invite(cast, "wang.wu", key=key)
    code = services.code_of(key)
    stored = session.scalars(select(Invitation.code_hash)).all()
    told = [str(event.content) for event in session.scalars(select(Event))]
    assert not any(form in text for text in [*stored, *told] for form in (code, code.replace("-", "")))


def test_an_invitation_sent_twice_is_one_account_and_one_code(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    key = fresh_key()
    assert invite(cast, "wang.wu", key=key).id == invite(cast, "wang.wu", key=key).id
    assert session.scalar(select(func.count()).select_from(Invitation)) == 1


def test_all_that_is_wrong_is_told_at_once(cast: SimpleNamespace) -> None:
    wrong = Details(name=" ", functions=frozenset(), unit_id=cast.units.foreign.id, phone="x")
    assert set(refused(lambda: invite(cast, "Wang", wrong))) == {
        "username",
        "name",
        "functions",
        "unit_id",
        "phone",
    }


def test_a_user_name_is_one_persons_in_all_offices(cast: SimpleNamespace) -> None:
    assert "已有人用" in refused(lambda: invite(cast, cast.outsider.username))["username"]


def test_functions_fit_the_place(cast: SimpleNamespace) -> None:
    bank = cast.units.bank.id
    assert "functions" in refused(lambda: invite(cast, "abc", details(Function.LIAISON)))
    assert "functions" in refused(lambda: invite(cast, "abc", details(Function.CLERK, unit_id=bank)))
    both = details(Function.AUDITOR, Function.CLERK)
    assert "functions" in refused(lambda: invite(cast, "abc", both))
    made = invite(cast, "abc", details(Function.UNIT_REVIEWER, Function.LIAISON, unit_id=bank))
    assert made.functions == ["liaison", "unit_reviewer"]


def test_a_community_worker_has_a_community_of_the_township(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    mine = division("柳林村", Level.COMMUNITY, cast.units.a.division)
    other = division("塔前村", Level.COMMUNITY, cast.units.b.division)
    session.commit()

    def worker(place: int, unit: int | None) -> Details:
        return details(Function.COMMUNITY_WORKER, unit_id=unit, division_id=place)

    unit = cast.units.a.id
    assert "不在" in refused(lambda: invite(cast, "abc", worker(other.id, unit)))["division_id"]
    assert "division_id" in refused(lambda: invite(cast, "abc", worker(mine.id, cast.units.bank.id)))
    made = invite(cast, "abc", worker(mine.id, unit))
    assert made.actor.division_id == mine.id
    edit(cast, made, details(Function.LIAISON, unit_id=unit, division_id=mine.id))
    assert made.division_id is None


def test_nobody_changes_the_own_functions(cast: SimpleNamespace) -> None:
    me = cast.administrator
    assert "functions" in refused(lambda: edit(cast, me, details(Function.CLERK)))
    edit(cast, me, details(Function.SYSTEM_ADMINISTRATOR, phone="13800000000"))
    assert me.phone == "13800000000"


def test_nobody_closes_the_own_account(cast: SimpleNamespace) -> None:
    me = cast.administrator
    with pytest.raises(Forbidden):
        services.close(me, actor=me.actor, operation=fresh_key(), version=me.version)


def test_a_closed_account_is_out_at_once_and_for_good(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    person = cast.bank
    token = signed_in_token(person)
    key = fresh_key()
    admin = cast.administrator.actor
    services.renew(person, actor=admin, operation=key, version=person.version)
    services.close(person, actor=admin, operation=fresh_key(), version=person.version)
    assert queries.sign_in_with(token) is None
    with pytest.raises(Invalid):
        sign_in(person.username, PASSWORD)
    with pytest.raises(Invalid):
        accept(person.username, services.code_of(key))
    for act in (services.close, services.renew):
        with pytest.raises(Conflict):
            act(person, actor=admin, operation=fresh_key(), version=person.version)
    ended = select(SignIn.ended_at).where(SignIn.account_id == person.id)
    assert session.scalars(ended).one() is not None


def test_a_new_code_ends_the_one_before_and_the_password_works_until_it_is_used(
    cast: SimpleNamespace,
) -> None:
    person, keys = cast.bank, [fresh_key(), fresh_key()]
    for key in keys:
        services.renew(person, actor=cast.administrator.actor, operation=key, version=person.version)
    token = sign_in(person.username, PASSWORD)
    with pytest.raises(Invalid):
        accept(person.username, services.code_of(keys[0]))
    accept(person.username, services.code_of(keys[1]))
    assert queries.sign_in_with(token) is None
    assert sign_in(person.username, NEW)


def test_an_edit_of_an_old_page_is_refused(cast: SimpleNamespace) -> None:
    person, seen = cast.bank, cast.bank.version
    wanted = details(Function.LIAISON, unit_id=cast.units.bank.id)
    edit(cast, person, wanted)
    with pytest.raises(Stale):
        services.edit(person, wanted, actor=cast.administrator.actor, operation=fresh_key(), version=seen)


def test_strangers_find_no_account(cast: SimpleNamespace) -> None:
    foreign = account("邻区管理员", cast.other, Function.SYSTEM_ADMINISTRATOR)
    for person in (foreign, cast.clerk, cast.police, cast.auditor):
        with pytest.raises(NotFound):
            services.close(cast.bank, actor=person.actor, operation=fresh_key(), version=cast.bank.version)
        with pytest.raises(NotFound):
            services.invite(cast.office, "abc", CLERK, actor=person.actor, operation=fresh_key())
    assert cast.bank.state is AccountState.ACTIVE


def test_the_directory_stands_in_unit_order_and_is_searched_by_person_and_unit(
    cast: SimpleNamespace, counting: object
) -> None:
    admin = cast.administrator.actor
    with counting() as seen:  # type: ignore[operator]
        listed = queries.directory(admin)
        assert all(one.unit is None or one.unit.name for one in listed)
    assert len(seen) == 1
    orders = [0 if one.unit is None else one.unit.sort_order for one in listed]
    assert orders == sorted(orders)
    assert cast.outsider not in listed
    assert queries.directory(admin, cast.bank.username) == [cast.bank]
    assert set(queries.directory(admin, "工商银行")) == {cast.bank, cast.bank_reviewer}
    assert queries.directory(cast.bank.actor) == [cast.bank]
