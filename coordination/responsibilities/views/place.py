"""The blueprint, and what every page of the slice shows."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, g

from coordination.kernel.policy import Actor
from coordination.kernel.web import is_english
from coordination.organizations.queries import kinds
from coordination.responsibilities import queries
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.policy import ArticleAction, DutyAction, PartyAction
from coordination.responsibilities.queries import Entry
from coordination.responsibilities.rules import article_name
from coordination.responsibilities.sentences import cited, recurrence

blueprint = Blueprint("responsibilities", __name__)


def the_duty(actor: Actor, **places: int) -> Duty | None:
    return queries.duty(actor, places["id"])


def the_party(actor: Actor, **places: int) -> Entry[Party] | None:
    return queries.party(actor, places["id"])


def the_article(actor: Actor, **places: int) -> Entry[Article] | None:
    return queries.article(actor, places["id"])


def kind_words() -> Mapping[str, str]:
    """The names of the kinds of unit in the reader's language; asked for every row, so kept."""
    if "kind_words" not in g:
        g.kind_words = {kind.code: kind.english if is_english() else kind.name for kind in kinds()}
    return g.kind_words  # type: ignore[no-any-return]


def kind_names(codes: Iterable[str]) -> list[str]:
    """These kinds in words, in the order of their dictionary."""
    wanted = set(codes)
    return [name for code, name in kind_words().items() if code in wanted]


def party_name(party: Party) -> str:
    return party.english if is_english() else party.name


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "DutyAction": DutyAction,
        "PartyAction": PartyAction,
        "ArticleAction": ArticleAction,
        "kind_names": kind_names,
        "party_name": party_name,
        "place_in_law": article_name,
        "cited": cited,
        "recurrence": recurrence,
    }
