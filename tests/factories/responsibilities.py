"""Parties, articles and duties as plain rows."""

from coordination.organizations.models import Office
from coordination.responsibilities.models import Article, Duty
from coordination.responsibilities.rules import place_in_order
from tests.factories.organizations import add, session
from tests.factories.tasks import party

__all__ = ["LAW", "article", "duty", "party"]

LAW = "中华人民共和国反电信网络诈骗法"


def article(number: str = "15", law: str = LAW, summary: str = "条款摘要") -> Article:
    found = session.query(Article).filter_by(law=law, number=number).first()
    return found or add(Article(law=law, number=number, summary=summary, sort_order=place_in_order(number)))


def duty(office: Office, name: str = "客户尽职调查", *kinds: str, **values: object) -> Duty:
    """Committed; without kinds it is asked of every unit. `recurrence` needs `first_period`."""
    made = add(
        Duty(
            office_id=office.id,
            name=name,
            unit_kinds=list(kinds),
            **({"party_id": party().id, "sort_order": 10} | values),
        )
    )
    session.commit()
    return made
