"""Kinds of unit, indicators, regulations, parties, articles, holidays, patterns of standards and documents.

What every installation starts with. Loading again adds news.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import chinese_calendar
from chinese_calendar.constants import holidays, workdays
from sqlalchemy import literal
from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.document_templates.services import add_patterns as add_wordings
from coordination.indicators.models import Indicator, Regulation
from coordination.kernel.calendar import Holiday
from coordination.kernel.db import Base, session
from coordination.kernel.operations import transaction
from coordination.kernel.policy import SYSTEM
from coordination.organizations.models import UnitKind
from coordination.organizations.spelling import initials, pinyin
from coordination.responsibilities.services.catalogue import add_dictionaries
from coordination.sample.files import rows
from coordination.sample.patterns import add_patterns

ACTION = "reference.load"


def load_reference() -> int:
    """Add what is missing and answer how many rows that were; what an office has edited stays."""
    with transaction():
        added = sum(
            (
                *(_kinds(), _indicators(), _regulations(), add_dictionaries(), _holidays()),
                *(add_patterns(), add_wordings()),
            )
        )
        if added:
            record(SYSTEM, ACTION, UnitKind(), added=added)
    return added


def _add(model: type[Base], values: list[dict[str, object]]) -> int:
    statement = insert(model).values(values).on_conflict_do_nothing()
    return len(session.execute(statement.returning(literal(1))).all())


def _kinds() -> int:
    return _add(
        UnitKind,
        [
            {
                "code": row["code"],
                "name": row["name"],
                "english": row["english"],
                "sort_order": int(row["order"]),
            }
            for row in rows("unit-kinds.csv")
        ],
    )


def _indicators() -> int:
    same = (
        "code",
        "name",
        "unit",
        "type",
        "direction",
        "over_time",
        "over_divisions",
        "note",
        "definition",
        "regulation",
    )
    return _add(
        Indicator,
        [
            {name: row[name] for name in same}
            | {
                "rankable": row["rankable"] == "yes",
                "numerator": row["numerator"] or None,
                "denominator": row["denominator"] or None,
                "factor": Decimal(row["factor"]) if row["factor"] else None,
                "reason": row["note"] if row["rankable"] != "yes" else "",
                "initials": initials(row["name"]),
                "pinyin": pinyin(row["name"]),
            }
            for row in rows("indicators.csv")
        ],
    )


def _regulations() -> int:
    return _add(
        Regulation,
        [
            {
                "cited_as": row["title"],
                "title": row["title"],
                "number": row["number"],
                "issued_on": date.fromisoformat(row["issued_on"]) if row["issued_on"] else None,
                "text": row["text"],
            }
            for row in rows("regulations.csv")
        ],
    )


def _holidays() -> int:
    return _add(
        Holiday,
        [
            {"day": day.isoformat(), "workday": workday, "name": name}
            for day, workday, name in exceptions(min(holidays).year, max(holidays).year)
        ],
    )


def exceptions(first_year: int, last_year: int) -> Iterator[tuple[date, bool, str]]:
    """Days that differ from the week, with the name of the holiday they belong to."""
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        workday = chinese_calendar.is_workday(day)
        if workday != (day.weekday() < 5):
            kind = (workdays if workday else holidays)[day]
            yield day, workday, chinese_calendar.Holiday(kind).chinese
        day += timedelta(days=1)
