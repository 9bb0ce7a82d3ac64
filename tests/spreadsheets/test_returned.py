"""The collection sheet and a report that went back to its unit."""

import pytest

from coordination.kernel.operations import fresh_key
from coordination.reporting.services import give_back
from coordination.reporting.states import ReportState
from coordination.spreadsheets import queries
from tests.factories import reporting as make
from tests.factories.organizations import unit
from tests.spreadsheets.test_journey import collection, confirm, refilled, rows_of, text, upload


@pytest.fixture
def two(cast, bank):
    """The one was sent back, of the other nothing came in."""
    make.submitted(bank, cast.bank, "5", "1000", "3")
    bank = make.again(bank)
    act = {"actor": cast.clerk.actor, "operation": fresh_key(), "version": bank.version}
    give_back(bank, **act, reason="请核对")
    return make.again(bank), make.report(bank.form, unit(cast.office, "第二银行", "bank"))


def test_what_went_back_is_not_filed_again_unchanged(cast, two, client_for, session):
    client, form = client_for(cast.clerk), two[0].form_id
    content = collection(client, form)
    cells = {f"B{rows_of(content)['第二银行']}": "零报告"}
    preview = upload(client, f"/reports/sheets?period=2026-10&form={form}", refilled(content, cells))
    assert confirm(client, preview).status_code == 302
    assert "代录的草稿还有 1 份没有上报" in text(client.get(preview))
    version = queries.upload(cast.clerk.actor, id=int(preview.rpartition("/")[2])).version
    client.post(f"{preview}/file", data={"operation_key": fresh_key(), "version": str(version)})
    back, filed = (make.again(one) for one in two)
    assert (back.revision, filed.state) == (1, ReportState.SUBMITTED)
    assert back.state is not ReportState.SUBMITTED
    queue = client.get("/reports/queue").text
    assert f"/reports/{filed.id}/review" not in queue  # whoever filed it would only be turned away there
    assert f'href="/reports/{filed.id}"' in queue
