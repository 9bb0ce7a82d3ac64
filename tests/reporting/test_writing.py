"""A submission asks the database twice, and is written whole or not at all, whoever else sends."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from coordination.accounts.models import Account
from coordination.audit.models import Event
from coordination.kernel import db
from coordination.kernel.errors import Conflict, Stale
from coordination.kernel.operations import Operation, fresh_key
from coordination.operation import schema
from coordination.reporting import queries, services
from coordination.reporting.models import Figure, Report, Revision
from coordination.reporting.states import ReportState
from tests.factories import reporting as make
from tests.factories.organizations import build_cast
from tests.servers import WORKER, own_database

FIGURES = ("5", "12万", "30")
SENDERS = 6


def act(service, report, who, **values):
    given = {"operation": fresh_key(), "version": report.version} | values
    return service(report, actor=who.actor, **given)


def written(session) -> list[int]:
    """How many revisions, figures, events and operations there are."""
    kinds = (Revision, Figure, Event, Operation)
    return [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]


def test_a_submission_reads_once_and_writes_once(cast, bank, police, counting):
    entries = make.entries(bank, FIGURES)  # reads the form as a page has it
    with counting() as seen:
        act(services.submit, bank, cast.bank, entries=entries)
    assert [statement.split()[0] for statement in seen.statements] == ["SELECT", "WITH"]
    a, b = cast.units.a.id, cast.units.b.id
    rows = {a: ("3", "1", "100.5"), b: ("4", "2", "200"), None: ("7", "", "")}
    entries = make.entries(police, rows)
    with counting() as table:
        act(services.submit, police, cast.police, entries=entries)
    assert len(table) == len(seen)


def test_a_draft_and_a_zero_report_are_as_cheap(cast, bank, counting):
    entries = make.entries(bank, FIGURES)
    with counting() as draft:
        act(services.fill, bank, cast.bank, entries=entries)
    with counting() as zero:
        act(services.report_zero, bank, cast.bank)
    assert (len(draft), len(zero)) == (2, 2)


def test_the_page_of_a_form_asks_four_times(cast, bank, client_for, counting):
    client = client_for(cast.bank)
    client.get(f"/reports/{bank.id}/fill")
    with counting() as seen:
        assert client.get(f"/reports/{bank.id}/fill").status_code == 200
    assert len(seen) <= 4


def test_what_moved_after_it_was_read_is_stale_and_nothing_is_written(cast, bank, session):
    before = written(session)
    moved = update(Report).where(Report.id == bank.id).values(version=Report.version + 1)
    session.execute(moved, execution_options={"synchronize_session": False})
    with pytest.raises(Stale):
        act(services.submit, bank, cast.bank, entries=make.entries(bank, FIGURES))
    assert written(session) == before


def test_a_state_that_changed_without_a_new_version_is_stale_too(cast, bank, session):
    moved = update(Report).where(Report.id == bank.id).values(state=ReportState.DRAFT)
    session.execute(moved, execution_options={"synchronize_session": False})
    with pytest.raises(Stale):
        act(services.submit, bank, cast.bank, entries=make.entries(bank, FIGURES))


def test_a_resend_is_answered_although_the_report_is_no_longer_open(cast, bank, session):
    sent = {"operation": fresh_key(), "version": bank.version, "entries": make.entries(bank, FIGURES)}
    act(services.submit, bank, cast.bank, **sent)
    before = written(session)
    assert act(services.submit, bank, cast.bank, **sent) is bank
    assert written(session) == before


def test_the_key_of_another_act_is_not_answered_with_its_result(cast, bank, session):
    sent = {"operation": fresh_key(), "version": bank.version, "entries": make.entries(bank, FIGURES)}
    act(services.fill, bank, cast.bank, **sent)
    with pytest.raises(Conflict, match="已经用过"):
        act(services.submit, bank, cast.bank, **sent | {"version": bank.version})
    assert bank.state is ReportState.DRAFT


@pytest.fixture
def committed(servers) -> Iterator[Callable[[], tuple[int, int]]]:
    """A database of its own where rows are committed: makes a bank's report; its id and the liaison's."""
    with own_database(servers.administrator_url, f"coordination_writing_{WORKER}") as url:
        schema.migrate(url)
        engine = db.connect(url, pool_size=SENDERS)

        def built() -> tuple[int, int]:
            with db.acting(db.SYSTEM_SCOPE):
                cast = build_cast()
                report = make.report(make.bank_form(cast.office), cast.units.bank)
                found = report.id, cast.bank.id
                db.session.commit()
                db.session.remove()
            return found

        yield built
        db.session.remove()
        db._sessions.configure(bind=None)
        engine.dispose()


def together(report_id: int, account_id: int, keys: list[str]) -> list[str]:
    """Each key is sent on a connection of its own at the same moment; what came of it."""
    barrier, outcomes = Barrier(len(keys)), []

    def send(key: str) -> None:
        with db.acting(db.SYSTEM_SCOPE):
            actor = db.session.get_one(Account, account_id).actor
            report = queries.report(actor, id=report_id)
            sent = {"version": report.version, "entries": make.entries(report, FIGURES)}
            barrier.wait()
            try:
                services.submit(report, actor=actor, operation=key, **sent)
                outcomes.append(f"revision {report.revision}")
            except Conflict as refusal:
                outcomes.append(type(refusal).__name__)
            db.session.remove()

    threads = [Thread(target=send, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_one_form_sent_by_many_at_once_is_filed_once_and_answered_to_all(committed, clock):
    report_id, account_id = committed()
    assert together(report_id, account_id, [fresh_key()] * SENDERS) == ["revision 1"] * SENDERS
    with db.acting(db.SYSTEM_SCOPE):
        assert written(db.session) == [1, 3, 1, 1]


def test_of_many_forms_sent_at_once_one_is_filed_and_the_others_are_told(committed, clock):
    report_id, account_id = committed()
    outcomes = together(report_id, account_id, [fresh_key() for _ in range(SENDERS)])
    assert outcomes == ["Stale"] * (SENDERS - 1) + ["revision 1"]
    with db.acting(db.SYSTEM_SCOPE):
        assert written(db.session) == [1, 3, 1, 1]
