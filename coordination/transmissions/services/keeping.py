"""Keeping a signed package, sent or received: bytes first, then the row, then the figures."""

from typing import cast

from sqlalchemy import Table, insert

from coordination.kernel import files
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.transmissions.models import ReceivedFigure, Transmission
from coordination.transmissions.rules import Package, Signed, to_file
from coordination.transmissions.states import Carrier, Direction

CONTENT_TYPE = "application/json"


def keep(
    office_id: int,
    package: Package,
    signed: Signed,
    *,
    direction: Direction,
    carrier: Carrier,
    kept_by_id: int | None,
) -> Transmission:
    """The row with its file; of a received package every figure too, in one statement."""
    stored = files.store(
        to_file(signed), name=file_name(package), content_type=CONTENT_TYPE, office_id=office_id
    )
    row = Transmission(
        office_id=office_id,
        direction=direction,
        carrier=carrier,
        place=package.sender.place,
        sender_name=package.sender.name,
        form_code=package.form_code,
        form_name=package.form_name,
        period=package.period,
        revision=package.revision,
        digest=signed.digest,
        public_key=signed.public_key,
        file_id=stored.id,
        made_at=package.made_at,
        kept_at=clock.now(),
        kept_by_id=kept_by_id,
    )
    session.add(row)
    session.flush()
    if direction is Direction.IN and package.figures:
        _add_figures(row, package)
    return row


def _add_figures(row: Transmission, package: Package) -> None:
    session.execute(
        insert(cast(Table, ReceivedFigure.__table__)),
        [
            {
                "transmission_id": row.id,
                "office_id": row.office_id,
                "subject": line.subject,
                "subject_name": line.subject_name,
                "reporter": line.reporter,
                "indicator_code": line.indicator,
                "value": line.value,
            }
            for line in package.figures
        ],
    )


def file_name(package: Package) -> str:
    return f"{package.sender.name}-{package.form_name}-{package.period}-第{package.revision}次.json"
