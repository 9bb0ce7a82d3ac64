"""A draft or a submission in one statement: key, report, figures, revision, event.

Everything hangs on the row of the report that the statement moved on. It moves it only from the
version and the state that were examined, and only when the operation key is new; otherwise nothing
is written at all. The database plans the statement once and is asked once.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CTE, Select, Table, bindparam, func, insert, select, update
from sqlalchemy.orm.attributes import set_committed_value

from coordination.audit.services import recording, to_record
from coordination.kernel import db
from coordination.kernel.errors import Stale
from coordination.kernel.operations import audited, claimed, claiming, to_claim
from coordination.kernel.policy import Actor
from coordination.reporting.models import Report, Revision
from coordination.reporting.services import figures
from coordination.reporting.states import ReportAction

_REPORTS = cast(Table, Report.__table__)
_REVISIONS = cast(Table, Revision.__table__)
DRAFT = ("state", "zero", "saved_at")
FILED = (*DRAFT, "revision", "submitted_at", "first_submitted_at", "submitted_by_id", "return_reason")
KEPT = ("submitted_by_id", "submitted_at", "zero")  # of a report in its revision
_TOLD = ("office_id", "unit_id", "revision", "version", *KEPT)


def _moved(names: tuple[str, ...], unused: Any) -> CTE:
    """The report with its new values, in no row when it is not what was examined."""
    new = {name: bindparam(f"new_{name}", type_=_REPORTS.c[name].type) for name in names}
    return (
        update(_REPORTS)
        .where(_REPORTS.c.id == bindparam("seen_id"), _REPORTS.c.version == bindparam("seen_version"))
        .where(_REPORTS.c.state == bindparam("seen_state", type_=_REPORTS.c.state.type), unused)
        .values(**new, version=_REPORTS.c.version + 1)
        .returning(_REPORTS.c.id.label("report_id"), *(_REPORTS.c[name] for name in _TOLD))
        .cte("moved")
    )


def _revision(moved: CTE) -> CTE:
    snapshot = bindparam("snapshot", type_=_REVISIONS.c.figures.type)
    of_report = ("report_id", "office_id", "unit_id", "revision", *KEPT)
    statement = insert(_REVISIONS).from_select(
        ("report_id", "office_id", "unit_id", "number", *KEPT, "figures"),
        select(*(moved.c[name] for name in of_report), snapshot),
    )
    return statement.cte("revision")


def _statement(names: tuple[str, ...], *, filed: bool) -> Select[Any]:
    claim, unused = claiming()
    moved = _moved(names, unused)
    parts = [figures.writing(moved).cte("figures"), recording(moved)]
    if filed:
        parts.append(_revision(moved))
    return select(
        select(func.count()).select_from(claim).scalar_subquery().label("claimed"),
        select(moved.c.version).scalar_subquery().label("version"),
    ).add_cte(*parts)


_KEEP = _statement(DRAFT, filed=False)
_FILE = _statement(FILED, filed=True)


def keep(report: Report, actor: Actor, new: Mapping[str, object], changed: figures.Changed) -> None:
    """Write a draft. Raises Stale when the report is no longer what was examined."""
    event = to_record(actor, ReportAction.FILL, report, changed=len(changed))
    _write(_KEEP, report, new, figures.listed(changed) | event)


def file(
    report: Report,
    actor: Actor,
    new: Mapping[str, object],
    changed: figures.Changed,
    snapshot: list[dict[str, Any]],
    **content: object,
) -> None:
    """Write a submission with its revision; `content` goes to the audit. Raises Stale as `keep` does."""
    event = to_record(actor, ReportAction.SUBMIT, report, revision=new["revision"], **content)
    _write(_FILE, report, new, figures.listed(changed) | event | {"snapshot": snapshot})


def _write(
    statement: Select[Any], report: Report, new: Mapping[str, object], values: Mapping[str, object]
) -> None:
    found = db.rows(
        statement,
        seen_id=report.id,
        seen_version=report.version,
        seen_state=report.state,
        **{f"new_{name}": value for name, value in new.items()},
        **to_claim(),
        **values,
    )[0]
    claimed(found.claimed)
    if found.version is None:
        raise Stale
    audited()
    for name, value in (*new.items(), ("version", found.version)):
        set_committed_value(report, name, value)
