"""A new draft: from nothing, out of SCHEME.json, or as the next revision of a scheme."""

import re
from typing import Any

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.numerals import plain
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.schemes import queries
from coordination.schemes.models import Scheme, SchemeItem
from coordination.schemes.rules import Item, Measure, problems
from coordination.schemes.rules.drafts import CODE_AT_MOST, TITLE_AT_MOST
from coordination.schemes.rules.exchange import parse_scheme
from coordination.schemes.rules.fitness import MOST_ITEMS, Head, head_flaws
from coordination.schemes.services.drafts import copied
from coordination.schemes.states import SchemeAction, SchemeState

#: Where the value of an item comes from: SCHEME.json does not say it, an item of the same code does.
SOURCES = (
    *("measure", "indicator_id", "over", "factor", "party", "subject_kind"),
    *("min_base", "months", "shrunk"),
)
CODE = re.compile(r"scheme-([0-9]{1,6})")


@service(SchemeAction.DRAFT)
def create(office: Office, name: str, *, actor: Actor, operation: str) -> Scheme:
    """An empty draft; raises Invalid at `name`."""
    errors = head_flaws(Head(name), 1) | taken(office.id, name)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    return _begun(_new(office.id, name), actor)


@service(SchemeAction.DRAFT)
def take_in(office: Office, text: str, *, actor: Actor, operation: str) -> Scheme:
    """A draft out of SCHEME.json. Items of a code that the office has already take their values as that
    one does, the others are entered by hand until somebody says otherwise.

    Raises Invalid at `text` with the place in the file.
    """
    try:
        given = parse_scheme(text)
        found = {**problems(given), **_too_long(given.items)}
    except Invalid as refused:
        found = dict(refused.errors) or {"text": refused.message}
    if found:
        words = "；".join(f"{field}：{message}" for field, message in list(found.items())[:5])
        raise Invalid(_("这份 SCHEME.json 不能用。{problems}", problems=words), field="text")
    name = _free(office.id, given.name.strip())
    errors = head_flaws(Head(name, given.min_cohort, given.bonus_cap), 1)
    if errors:
        raise Invalid(next(iter(errors.values())), field="text")
    scheme = _new(office.id, name)
    scheme.min_cohort, scheme.bonus_cap = given.min_cohort, given.bonus_cap
    like = _sources(office.id)
    scheme.items = [_item(one, place, like) for place, one in enumerate(given.items, start=1)]
    return _begun(scheme, actor)


def _too_long(items: tuple[Item, ...]) -> dict[str, Text]:
    found: dict[str, Text] = {}
    if len(items) > MOST_ITEMS:
        found["items"] = _("最多{most}个考核项。", most=MOST_ITEMS)
    for place, item in enumerate(items):
        if not item.title.strip() or len(item.title) > TITLE_AT_MOST or len(item.code) > CODE_AT_MOST:
            found[f"items[{place}]"] = _("名称和代码要填，最多{limit}个字。", limit=TITLE_AT_MOST)
    return found


def _sources(office_id: int) -> dict[str, dict[str, Any]]:
    """By code, where the latest item of the office that is so called takes its value from."""
    rows = session.scalars(
        select(SchemeItem)
        .join(SchemeItem.scheme)
        .where(Scheme.office_id == office_id)
        .order_by(Scheme.id, SchemeItem.id)
    )
    return {one.code: {name: getattr(one, name) for name in SOURCES} for one in rows}


def _item(given: Item, place: int, like: dict[str, dict[str, Any]]) -> SchemeItem:
    return SchemeItem(
        code=given.code.strip(),
        title=given.title.strip(),
        sort_order=place * 10,
        weight=given.weight,
        direction=str(given.direction),
        method=str(given.method),
        target=given.target,
        limit=given.limit,
        steps=[[plain(edge), plain(share)] for edge, share in given.steps] or None,
        per_event=given.per_event,
        max_deduction=given.max_deduction,
        **like.get(given.code, {"measure": str(Measure.MANUAL)}),
    )


@service(SchemeAction.DRAFT)
def revise(scheme: Scheme, *, actor: Actor, operation: str, version: int | None) -> Scheme:
    """A draft of the next revision that begins as this one is; that one stays as it is.

    Raises Conflict when there is a draft already.
    """
    expect(scheme, version)
    every = queries.revisions(scheme)
    if any(one.state is SchemeState.DRAFT for one in every):
        raise Conflict(_("这份考核办法已有一份草稿，请接着改那一份。"))
    draft = Scheme(
        office_id=scheme.office_id,
        code=scheme.code,
        revision=every[0].revision + 1,
        state=SchemeState.DRAFT,
        **copied(scheme),
    )
    return _begun(draft, actor)


def _new(office_id: int, name: str) -> Scheme:
    return Scheme(
        office_id=office_id, code=_code(office_id), revision=1, name=name.strip(), state=SchemeState.DRAFT
    )


def _begun(scheme: Scheme, actor: Actor) -> Scheme:
    scheme.drafted_by_id, scheme.drafted_at = actor.id, clock.now()
    session.add(scheme)
    session.flush()
    record(actor, SchemeAction.DRAFT, scheme, name=scheme.name, revision=scheme.revision)
    return scheme


def _code(office_id: int) -> str:
    """The next free one; it stands in snapshots, nobody types it."""
    codes = session.scalars(select(Scheme.code).where(Scheme.office_id == office_id))
    numbers = [int(found[1]) for found in map(CODE.fullmatch, codes) if found]
    return f"scheme-{max(numbers, default=0) + 1}"


def taken(office_id: int, name: str, *, besides: str = "") -> dict[str, Text]:
    """At `name`, when another scheme of the office that is not closed is called the same."""
    same = select(func.count()).where(
        Scheme.office_id == office_id,
        Scheme.name == name.strip(),
        Scheme.code != besides,
        Scheme.state != SchemeState.CLOSED,
    )
    with session.no_autoflush:
        found = session.scalar(same)
    return {"name": _("已有同名的考核办法，请换一个名称。")} if found else {}


def _free(office_id: int, name: str) -> str:
    """The name, with a number where it is taken."""
    number, free = 1, name
    while taken(office_id, free):
        number += 1
        free = f"{name}（{number}）"
    return free
