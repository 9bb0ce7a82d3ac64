"""Taking over the duties that the law itself names."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.kernel.db import Base, session
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.organizations.models import Office
from coordination.responsibilities import statute
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.policy import DutyAction
from coordination.responsibilities.rules import place_in_order
from coordination.responsibilities.statute import LAW, rows


@service(DutyAction.LOAD)
def load(office: Office, *, actor: Actor, operation: str) -> Office:
    """Add the duties of the catalogue that the office does not have, closed and renamed ones counted.

    They come without recurrence and evidence, which the law does not fix: the office decides.
    """
    add_dictionaries()
    added = _add(Duty, _missing(office.id))
    record(actor, DutyAction.LOAD, office, added=added)
    return office


def add_dictionaries() -> int:
    """The four parties and the articles of the catalogue, where missing; joins the open transaction."""
    parties = [
        {
            "code": row["code"],
            "name": row["name"],
            "english": row["english"],
            "note": row["note"],
            "sort_order": int(row["order"]),
        }
        for row in rows("parties.csv")
    ]
    articles = [
        {"law": LAW, "sort_order": place_in_order(row["number"]), **row}
        for row in rows("statute-articles.csv")
    ]
    return _add(Party, parties) + _add(Article, articles)


def _missing(office_id: int) -> list[dict[str, object]]:
    has = set(session.scalars(select(Duty.code).where(Duty.office_id == office_id)))
    parties = _party_ids()
    articles = dict(session.execute(select(Article.number, Article.id).where(Article.law == LAW)).all())
    last = session.scalar(select(func.max(Duty.sort_order)).where(Duty.office_id == office_id)) or 0
    found = [one for one in statute.duties() if one.code not in has]
    return [
        {
            "office_id": office_id,
            "code": one.code,
            "party_id": parties[one.party],
            "article_id": articles[one.article],
            "name": one.name,
            "content": one.content,
            "unit_kinds": list(one.unit_kinds),
            "sort_order": last + 10 * place,
        }
        for place, one in enumerate(found, start=1)
    ]


def _party_ids() -> dict[str, int]:
    """By code of the catalogue; a party that somebody typed in earlier counts by its name."""
    found = session.execute(select(Party.code, Party.name, Party.id)).all()
    codes, names = {one.code: one.id for one in found}, {one.name: one.id for one in found}
    return {row["code"]: codes.get(row["code"]) or names[row["name"]] for row in rows("parties.csv")}


def _add(model: type[Base], values: list[dict[str, object]]) -> int:
    """Insert what breaks no unique key; answers how many rows that were."""
    if not values:
        return 0
    statement = insert(model).values(values).on_conflict_do_nothing()
    return len(session.execute(statement.returning(next(iter(model.__table__.c)))).all())
