"""What the tests of the loaded sample share."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from coordination.organizations.models import Office

PASSWORD = "Shili-ABCD-EFGH-2345"
Db = scoped_session[Session]


def rows(sample: Db, query: str, **values: object) -> list[Any]:
    return [tuple(row) for row in sample.execute(text(query), values)]


def office(sample: Db, short_name: str) -> Office:
    return sample.scalars(select(Office).where(Office.short_name == short_name)).one()
