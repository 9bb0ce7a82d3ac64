"""Building a draft: its head, its items and their weights."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import delete
from sqlalchemy.orm.attributes import set_committed_value

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.numerals import decimal_places
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.schemes import queries
from coordination.schemes.models import Scheme, SchemeItem
from coordination.schemes.rules.drafts import Draft, settled
from coordination.schemes.rules.fitness import MOST_ITEMS, Head, head_flaws, weight_words
from coordination.schemes.rules.flaws import flaws
from coordination.schemes.rules.scheme import FULL_WEIGHT
from coordination.schemes.services.drafts import begin, columns
from coordination.schemes.services.starting import taken
from coordination.schemes.states import SchemeAction


@service(SchemeAction.EDIT)
def save_head(scheme: Scheme, head: Head, *, actor: Actor, operation: str, version: int | None) -> Scheme:
    """Change name, settings and the reason of the revision; raises Invalid with every fault at its field."""
    begin(scheme, version)
    errors = head_flaws(head, scheme.revision, first_month(queries.current(scheme)))
    errors |= taken(scheme.office_id, head.name, besides=scheme.code)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    scheme.name, scheme.effective_from = head.name.strip(), head.effective_from.strip()
    scheme.min_cohort, scheme.bonus_cap = head.min_cohort or 0, head.bonus_cap or Decimal(0)
    scheme.note, scheme.change = head.note.strip(), head.change.strip()
    _note(scheme, actor, "基本情况")
    return scheme


def first_month(scheme: Scheme | None) -> str:
    return scheme.effective_from if scheme else ""


@service(SchemeAction.EDIT)
def put(
    scheme: Scheme,
    given: Draft,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    item: SchemeItem | None = None,
) -> Scheme:
    """Add an item at the end, or change one; raises Invalid with every fault at its field."""
    begin(scheme, version)
    known = queries.known(scheme.office_id)
    given = settled(given, known)
    errors: dict[str, Text] = flaws(given, known, {one.code for one in scheme.items if one is not item})
    if item is None and len(scheme.items) >= MOST_ITEMS:
        errors["title"] = _("最多{most}个考核项。", most=MOST_ITEMS)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    code = given.code or (item.code if item else _next_code(scheme))
    if item is None:
        last = max((one.sort_order for one in scheme.items), default=0)
        item = SchemeItem(scheme_id=scheme.id, sort_order=last + 10)
        session.add(item)
    for name, value in {**columns(given), "code": code}.items():
        setattr(item, name, value)
    _note(scheme, actor, given.title)
    return scheme


@service(SchemeAction.EDIT)
def drop(scheme: Scheme, item: SchemeItem, *, actor: Actor, operation: str, version: int | None) -> Scheme:
    """Take an item out of a draft."""
    begin(scheme, version)
    session.execute(delete(SchemeItem).where(SchemeItem.id == item.id))
    session.expunge(item)
    set_committed_value(scheme, "items", [one for one in scheme.items if one is not item])
    _note(scheme, actor, item.title)
    return scheme


@service(SchemeAction.EDIT)
def move(
    scheme: Scheme, item: SchemeItem, *, up: bool, actor: Actor, operation: str, version: int | None
) -> Scheme:
    """Put an item one place up or down; at the end of the list it stays."""
    begin(scheme, version)
    order = sorted(scheme.items, key=lambda one: (one.sort_order, one.id))
    at = order.index(item)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        raise Conflict(_("已经在最前或最后，不能再移。"))
    order[at], order[to] = order[to], order[at]
    for place, one in enumerate(order, start=1):
        one.sort_order = place * 10
    _note(scheme, actor, item.title)
    return scheme


@service(SchemeAction.EDIT)
def weigh(
    scheme: Scheme,
    weights: Mapping[int, Decimal],
    *,
    actor: Actor,
    operation: str,
    version: int | None,
) -> Scheme:
    """Set all weights at once, by the ids of the items; they must add up to 100.

    Raises Invalid at `weight_<id>` for single ones; for their sum at the last one.
    """
    begin(scheme, version)
    given = {one.id: weights.get(one.id, one.weight) for one in scheme.items}
    errors: dict[str, Text] = {
        f"weight_{number}": _("权重要大于0、不超过100，最多两位小数。")
        for number, weight in given.items()
        if not 0 < weight <= FULL_WEIGHT or decimal_places(weight.normalize()) > 2
    }
    total = sum(given.values(), Decimal(0))
    if given and total != FULL_WEIGHT:
        errors.setdefault(f"weight_{[*given][-1]}", weight_words(total))
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    for one in scheme.items:
        one.weight = given[one.id]
    _note(scheme, actor, "权重")
    return scheme


def _note(scheme: Scheme, actor: Actor, what: str) -> None:
    record(actor, SchemeAction.EDIT, scheme, name=scheme.name, what=what)


def _next_code(scheme: Scheme) -> str:
    """A code that no item of the scheme has: entries by hand and comparisons go by it."""
    used = {one.code for one in scheme.items}
    return next(code for number in range(1, MOST_ITEMS + 2) if (code := f"item-{number}") not in used)
