"""Keeping the dictionary of articles of law, which is one for all offices."""

from dataclasses import dataclass

from sqlalchemy import select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.rules import clean_name
from coordination.responsibilities.models import Article
from coordination.responsibilities.policy import ArticleAction
from coordination.responsibilities.queries import Entry
from coordination.responsibilities.rules import place_in_order, read_number

LAW_AT_MOST = 60
SUMMARY_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class ArticleDetails:
    """As typed."""

    law: str
    number: str
    summary: str


@service(ArticleAction.ADD)
def add(office: Office, details: ArticleDetails, *, actor: Actor, operation: str) -> Article:
    """A new article; raises Invalid with everything that is wrong, each at its field."""
    article = Article()
    _fill(article, details)
    session.add(article)
    record(actor, ArticleAction.ADD, article, law=article.law, number=article.number)
    return article


@service(ArticleAction.EDIT)
def edit(
    entry: Entry[Article], details: ArticleDetails, *, actor: Actor, operation: str, version: int | None
) -> Article:
    """Correct an article everywhere; raises Stale or Invalid."""
    article = entry.row
    expect(article, version)
    before = [article.law, article.number, article.summary]
    _fill(article, details)
    record(actor, ArticleAction.EDIT, article, law=article.law, number=article.number, before=before)
    return article


@service(ArticleAction.CLOSE)
def close(entry: Entry[Article], *, actor: Actor, operation: str, version: int | None) -> Article:
    """New duties and tasks can no longer rest on it; those that do stay."""
    article = entry.row
    expect(article, version)
    if article.closed_on is not None:
        raise Conflict(_("这一条已经停用。"))
    article.closed_on = clock.today()
    record(actor, ArticleAction.CLOSE, article, law=article.law, number=article.number)
    return article


@service(ArticleAction.REOPEN)
def reopen(entry: Entry[Article], *, actor: Actor, operation: str, version: int | None) -> Article:
    article = entry.row
    expect(article, version)
    if article.closed_on is None:
        raise Conflict(_("这一条没有停用。"))
    article.closed_on = None
    record(actor, ArticleAction.REOPEN, article, law=article.law, number=article.number)
    return article


def _fill(article: Article, details: ArticleDetails) -> None:
    errors: dict[str, Text] = {}
    values: dict[str, str] = {}
    typed = (
        ("law", details.law.strip().removeprefix("《").removesuffix("》"), LAW_AT_MOST),
        ("summary", details.summary, SUMMARY_AT_MOST),
    )
    try:
        values["number"] = read_number(details.number)
    except Invalid as refusal:
        errors |= refusal.errors
    for field, words, limit in typed:
        try:
            values[field] = clean_name(words, field=field, at_most=limit)
        except Invalid as refusal:
            errors |= refusal.errors
    if not errors and _taken(values, article.id):
        errors["number"] = _("这部法律的这一条已经在列表里，停用的也算。")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    for name, value in values.items():
        setattr(article, name, value)
    article.sort_order = place_in_order(article.number)


def _taken(values: dict[str, str], own_id: int | None) -> bool:
    same = select(Article.id).where(
        Article.law == values["law"], Article.number == values["number"], Article.id != (own_id or 0)
    )
    with session.no_autoflush:
        return session.scalar(same) is not None
