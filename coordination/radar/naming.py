"""Names in the facts of questions, as they are called when the question is asked."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from coordination.radar.queries import loading
from coordination.radar.rules import FlagKind, Question


def naming(questions: Iterable[Question]) -> Callable[[Question], Question]:
    """Gives the facts that are numbers of accounts their names; at most one statement for all of them."""
    late = [one.facts for one in questions if one.kind is FlagKind.LAST_MINUTE]
    ids = sorted({int(facts[key]) for facts in late for key in ("value", "usual")})
    names = loading.names(ids) if ids else {}

    def named(question: Question) -> Question:
        if question.kind is not FlagKind.LAST_MINUTE:
            return question
        facts = question.facts
        added = {"filer_name": names[int(facts["value"])], "usual_name": names[int(facts["usual"])]}
        return replace(question, facts={**facts, **added})

    return named
