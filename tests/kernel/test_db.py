"""The fence in the database: what a forgotten `visible_to` would find."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from coordination.accounts.models import Account, SignIn
from coordination.kernel import db
from coordination.organizations.models import MemberUnit, Office


def test_nobody_sees_nothing(cast, session):
    with db.acting(db.NOBODY):
        assert session.scalars(select(Office)).all() == []
        assert session.execute(text("SELECT count(*) FROM accounts")).scalar() == 0


def test_an_office_sees_its_own_rows_through_orm_core_and_text(cast, session):
    with db.acting(cast.clerk.actor.scope):
        assert [office.id for office in session.scalars(select(Office))] == [cast.office.id]
        assert set(session.execute(select(MemberUnit.__table__.c.office_id)).scalars()) == {cast.office.id}
        assert (
            session.execute(
                text("SELECT count(*) FROM member_units WHERE office_id <> :own"), {"own": cast.office.id}
            ).scalar()
            == 0
        )


def test_sessions_are_for_the_system_alone(cast, session, client_for):
    client_for(cast.clerk)
    assert session.scalars(select(SignIn)).all()
    with db.acting(cast.clerk.actor.scope):
        assert session.scalars(select(SignIn)).all() == []


def test_a_row_cannot_be_moved_to_a_neighbour(cast, session):
    with db.acting(cast.clerk.actor.scope):
        unit = session.get_one(MemberUnit, cast.units.bank.id)
        unit.office_id = cast.other.id
        with pytest.raises(ProgrammingError, match="row-level security"):
            session.flush()
        session.rollback()


def test_the_role_owns_nothing(session):
    owned = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'coordination_app'"
    assert session.execute(text(owned)).scalar() == 0
    assert session.execute(text("SELECT current_user")).scalar() == "coordination_app"


def test_the_scope_of_a_block_ends_with_it(cast, session):
    with db.acting(db.NOBODY):
        assert session.scalars(select(Account)).all() == []
    assert session.scalars(select(Account)).all()


@pytest.mark.parametrize("table", ["audit_events", "audit_seals"])
def test_the_audit_refuses_changes_even_by_its_owner(session, table):
    session.execute(text("SELECT set_config('role', 'none', true)"))
    with pytest.raises(Exception, match="append-only"):
        session.execute(text(f"TRUNCATE {table}"))
    session.rollback()


#: Open to every office: dictionaries, the tree of divisions, and rows that name nothing but numbers.
OPEN = {
    "alembic_version",
    "articles",
    "audit_seals",
    "divisions",
    "holidays",
    "jobs",
    "operations",
    "parties",
    "unit_kinds",
}


def test_every_table_of_an_office_has_its_fence(session):
    tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    unfenced = session.execute(text(f"{tables} AND NOT relrowsecurity")).scalars()
    assert set(unfenced) == OPEN
