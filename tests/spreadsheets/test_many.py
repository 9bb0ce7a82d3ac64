"""A collection of many units is written with as many statements as one of few."""

from decimal import Decimal as D
from itertools import count

import pytest
from sqlalchemy import func, select, update

from coordination.audit.models import Event
from coordination.kernel.errors import Stale
from coordination.kernel.operations import fresh_key, transaction
from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit
from coordination.reporting.models import Report, Revision
from coordination.reporting.services import entering
from coordination.reporting.sheet import Entry
from coordination.reporting.states import ReportAction, ReportState
from coordination.spreadsheets import queries
from coordination.spreadsheets.policy import SheetAction
from tests.factories import reporting as make
from tests.factories.organizations import unit
from tests.spreadsheets.test_journey import collection, confirm, refilled, rows_of, text, upload

OCTOBER = Period.parse("2026-10")


@pytest.fixture
def more(cast, bank):
    """Makes so many more banks with their reports; answers their names."""
    numbers = count(1)

    def made(how_many):
        names = [f"第{next(numbers)}银行" for _ in range(how_many)]
        form = make.again(bank).form
        for name in names:
            make.report(form, unit(cast.office, name, "bank"))
        return names

    return made


def reports_of(names, session):
    found = select(Report).join(Report.unit).where(MemberUnit.short_name.in_(names)).order_by(Report.id)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def zeros(client, form_id, names):
    """A collection in which these units report zero, uploaded."""
    content = collection(client, form_id)
    at = rows_of(content)
    filled = refilled(content, {f"B{at[name]}": "零报告" for name in names})
    return upload(client, f"/reports/sheets?period=2026-10&form={form_id}", filled)


def version_of(cast, preview):
    return queries.upload(cast.clerk.actor, id=int(preview.rpartition("/")[2])).version


def test_the_number_of_statements_does_not_grow_with_the_units(
    cast, bank, more, client_for, session, counting
):
    client, form_id, counts = client_for(cast.clerk), bank.form_id, []
    for names in (more(2), more(25)):
        preview = zeros(client, form_id, names)
        with counting() as confirming:
            assert confirm(client, preview).status_code == 302
        data = {"operation_key": fresh_key(), "version": str(version_of(cast, preview))}
        with counting() as filing:
            assert client.post(f"{preview}/file", data=data).status_code == 302
        assert {one.state for one in reports_of(names, session)} == {ReportState.SUBMITTED}
        counts.append((len(confirming), len(filing)))
    assert counts[0] == counts[1]


def test_every_report_has_its_revision_and_its_events(cast, bank, more, client_for, session):
    client, form_id, names = client_for(cast.clerk), bank.form_id, more(3)
    preview = zeros(client, form_id, names)
    confirm(client, preview)
    data = {"operation_key": fresh_key(), "version": str(version_of(cast, preview))}
    assert "已代为上报 3 份" in text(client.post(f"{preview}/file", data=data, follow_redirects=True))
    for report in reports_of(names, session):
        assert (report.state, report.revision, report.zero) == (ReportState.SUBMITTED, 1, True)
        (revision,) = session.scalars(select(Revision).where(Revision.report_id == report.id))
        assert {one["value"] for one in revision.figures} == {"0"}
        assert (revision.submitted_by_id, revision.zero) == (cast.clerk.id, True)
        acts = session.scalars(
            select(Event.action).where(Event.subject_type == "reports", Event.subject_id == report.id)
        )
        assert {ReportAction.FILL, ReportAction.SUBMIT, SheetAction.ENTER} <= set(acts)
    client.post(f"{preview}/file", data=data)  # the same page sent again
    assert session.scalar(select(func.count()).select_from(Revision)) == 3


def test_one_that_changed_meanwhile_keeps_all_from_being_written(cast, bank, more, session):
    made = reports_of(more(3), session)
    found = queries.collection(bank.form, OCTOBER)
    sheets = queries.alone(found)
    given = [
        (
            report,
            sheets[report.unit_id],
            {place.key: Entry("7") for place in sheets[report.unit_id].layout.places},
        )
        for report in found.open
    ]
    session.execute(
        update(Report)
        .where(Report.id == made[1].id)
        .values(version=Report.version + 1)
        .execution_options(synchronize_session=False)
    )
    with pytest.raises(Stale), transaction():
        entering.enter(given, actor=cast.clerk.actor)
    assert [make.again(one).state for one in made] == [ReportState.MISSING] * 3
    assert make.figures(make.again(made[0])) == {}


def test_a_report_taken_out_of_a_collection_is_the_report_itself(cast, bank, more, session):
    """What is written from the collection is what would be written from the report's own sheet."""
    make.submitted(bank, cast.bank, "5", "1000", "3")
    more(2)
    bank = make.again(bank)
    for report in queries.collection(bank.form, OCTOBER).reports:
        alone = queries.alone(queries.collection(bank.form, OCTOBER))[report.unit_id]
        own = queries.stand(report).sheet
        assert [place.key for place in alone.layout.places] == [place.key for place in own.layout.places]
        assert alone.layout.columns == own.layout.columns
        assert alone.stored == own.stored
        assert (alone.bases.previous, alone.bases.last_year) == (own.bases.previous, own.bases.last_year)
    assert list(make.figures(make.again(bank)).values()) == [D(5), D(1000), D(3)]
