"""A report that is only shown: the same values, and nothing the session knows of."""

import pytest
from sqlalchemy.orm.exc import DetachedInstanceError

from coordination.kernel import db
from coordination.reporting import queries


@pytest.fixture
def shown(cast, bank):
    return queries.read(cast.bank.actor, id=bank.id)


def test_it_has_the_values_of_the_report(bank, shown):
    for name in bank.__table__.c.keys():  # noqa: SIM118  columns
        assert getattr(shown, name) == getattr(bank, name), name
    assert (shown.form.id, shown.form.name, shown.form.shape) == (
        bank.form.id,
        bank.form.name,
        bank.form.shape,
    )
    assert (shown.unit.id, shown.unit.name) == (bank.unit.id, bank.unit.name)
    assert queries.sheet(shown) == queries.sheet(bank)


def test_the_session_knows_nothing_of_it(shown):
    assert shown not in db.session()
    with pytest.raises(DetachedInstanceError):
        _ = shown.submitted_by
    with pytest.raises(DetachedInstanceError):
        _ = shown.unit.pinyin


def test_the_neighbour_does_not_find_it(cast, bank):
    assert queries.read(cast.police.actor, id=bank.id) is None
    assert queries.read(cast.outside_unit.actor, id=bank.id) is None
    assert queries.read(cast.clerk.actor, id=2**63) is None
    assert queries.read(cast.clerk.actor, id=bank.id) is not None


def test_a_form_is_opened_with_few_statements(cast, bank, client_for, counting):
    client = client_for(cast.bank)
    client.get(f"/reports/{bank.id}/fill")
    with counting() as seen:
        assert client.get(f"/reports/{bank.id}/fill").status_code == 200
    assert len(seen) == 3  # who comes in, the report, the sheet
