"""A sheet that a bank sent up and has not confirmed: its own, in 万元, with a text number and a dash."""

from io import BytesIO

from sqlalchemy import select
from xlsxwriter import Workbook

from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import MemberUnit, Office
from coordination.reporting.models import Report
from coordination.sample.handed import at
from coordination.sample.months import Cast
from coordination.spreadsheets import queries, services
from coordination.spreadsheets.previewing import read_for
from coordination.spreadsheets.receiving import received

BANK, PERIOD = "农行七里河支行", "2026-10"
FIGURES = ("5", 21.04, "—", 92, 4, 686)


def send_up_a_sheet(office: Office) -> None:
    """For the report that the office returned: what the liaison finds when opening it."""
    report = session.scalars(
        select(Report)
        .join(Report.unit)
        .where(MemberUnit.short_name == BANK, Report.office_id == office.id, Report.period == PERIOD)
    ).one()
    stand = queries.stand(report)
    names = [column.name for column in stand.sheet.layout.columns]
    with clock.standing(at(6)):
        file, book = received(BytesIO(_sheet(names)), "10月反诈报表（示例）.xlsx")
        actor = Cast.of(office).filers[report.unit_id].actor
        reading = read_for(stand, book)
        services.take(report, actor=actor, operation=fresh_key(), file=file, reading=reading)


def _sheet(names: list[str]) -> bytes:
    kept = BytesIO()
    with Workbook(kept) as book:
        page = book.add_worksheet("10月")
        page.write_string(0, 0, "2026年10月反诈工作情况（示例）")
        page.write_string(1, 0, "单位：起、万元")
        page.write_row(3, 0, ["单位", *names])
        page.write_row(4, 0, [BANK])
        for place, (_name, figure) in enumerate(zip(names, FIGURES, strict=False), start=1):
            page.write(4, place, figure)
    return kept.getvalue()
