"""How much of a ranking a circular shows: all of it, the head and the most improved, or tiers.

Pure. The units that are not named are told their own place in a notice that goes to them alone
(domain.md section 8).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from coordination.circulars.binding import Body, names_in
from coordination.circulars.facts import Bound, Drawn, Source
from coordination.circulars.standings import NAMED, RANKING, Standing
from coordination.circulars.states import Publication
from coordination.kernel.text import Text, _

TIERS = ("第一档", "第二档", "第三档")


def by_cohort(standings: Iterable[Standing]) -> Mapping[str, list[Standing]]:
    """The ranked lines of each cohort, in printed order."""
    found: dict[str, list[Standing]] = defaultdict(list)
    for one in standings:
        if one.rank is not None:
            found[one.cohort].append(one)
    return found


def head(lines: Sequence[Standing]) -> list[Standing]:
    """The first three of a cohort, never more than its better half, and who ties with the last of them."""
    most = min(NAMED, (len(lines) + 1) // 2)
    last = lines[most - 1].rank if lines else None
    return [one for one in lines if one.rank is not None and last is not None and one.rank <= last]


def most_improved(lines: Sequence[Standing]) -> list[Standing]:
    """Who gained most places against the ranking before; nobody where nobody gained."""
    most = max((one.risen or 0 for one in lines), default=0)
    return [one for one in lines if most > 0 and one.risen == most]


def tier(standing: Standing, ranked: int) -> int:
    """0, 1 or 2: in which third of its cohort a rank lies; who ties is in one tier."""
    return min(2, 3 * ((standing.rank or 1) - 1) // max(1, ranked))


def shown(standings: Sequence[Standing], publication: Publication) -> list[Standing]:
    """The lines that everybody may see with rank and points."""
    if publication is Publication.FULL:
        return list(standings)
    if publication is Publication.TIERS:
        return []
    chosen = {
        one.line_id
        for lines in by_cohort(standings).values()
        for one in (*head(lines), *most_improved(lines))
    }
    return [one for one in standings if one.line_id in chosen]


def disclose(drawn: Drawn, standings: Sequence[Standing], publication: Publication) -> set[str]:
    """Take out of the facts what is not published, and put the tiers in; answers the names taken out."""
    if publication is Publication.FULL:
        return set()
    open_lines = {one.line_id for one in shown(standings, publication)}
    ends = {place for name, order in drawn.lists.items() if name.endswith("末") for place in order}
    hidden = {
        name
        for name, fact in drawn.facts.items()
        if fact.group == RANKING
        and (
            name.removesuffix("得分") in ends
            or not all(source.line_id in open_lines for source in fact.sources)
        )
    }
    for name in hidden:
        del drawn.facts[name]
    for name, order in list(drawn.lists.items()):
        drawn.lists[name] = tuple(one for one in order if one not in hidden)
    if publication is Publication.TIERS:
        drawn.add(*_tiers(standings))
    return hidden


def _tiers(standings: Sequence[Standing]) -> Iterator[Bound]:
    for cohort, lines in by_cohort(standings).items():
        for number, label in enumerate(TIERS):
            members = [one for one in lines if tier(one, len(lines)) == number]
            members.sort(key=lambda one: one.order)
            if not members:
                continue
            sources = tuple(Source("", label, one.unit, line_id=one.line_id) for one in members)
            text = "、".join(one.unit for one in members)
            formula = f"{cohort}{len(lines)}家按名次分三档，{label}{len(members)}家，按单位次序排列"
            yield Bound(f"{cohort}{label}", f"{cohort}{label}", text, formula, sources, None, RANKING)


_SENTENCES = re.compile(r"[^。！？；]*[。！？；]?")


def rewritten(body: Body, hidden: Collection[str], drawn: Drawn) -> list[dict[str, Any]]:
    """A text without the sentences that name what is not published; tiers stand where the first stood.

    A paragraph of which nothing is left goes, and a heading that nothing follows.
    """
    tiers, made = list(_told(drawn)), list[dict[str, Any]]()
    for block in _fitting(body, tiered=bool(tiers)):
        left = _left(str(block.get("text", "")), hidden)
        if left != block.get("text", ""):
            made += tiers
            tiers = []
        if left or not block.get("text"):
            made.append({**block, "text": left})
    return [block for place, block in enumerate(made) if not _empty_heading(made, place)]


def _fitting(body: Body, *, tiered: bool) -> Iterator[Mapping[str, Any]]:
    """Of a ranking in tiers a table shows the tiers, and there is no chart of points."""
    for block in body:
        if tiered and block["kind"] == "table":
            yield {**block, "show": "tiers", "count": 0, "text": f"{block['cohort']}分档情况"}
        elif not (tiered and block["kind"] == "chart"):
            yield block


def _left(text: str, hidden: Collection[str]) -> str:
    """The sentences of a paragraph that may stay."""
    sentences = _SENTENCES.findall(text)
    return "".join(one for one in sentences if not any(name in hidden for name in names_in(one)))


def _empty_heading(body: Sequence[Mapping[str, Any]], place: int) -> bool:
    if body[place]["kind"] != "heading":
        return False
    after = body[place + 1] if place + 1 < len(body) else None
    return after is None or (after["kind"] == "heading" and after["level"] <= body[place]["level"])


def _told(drawn: Drawn) -> Iterator[dict[str, Any]]:
    """A paragraph for each cohort whose tiers are published."""
    for cohort in drawn.lists.get("分组", ()):
        listed = [f"{label}：【{cohort}{label}】" for label in TIERS if f"{cohort}{label}" in drawn.facts]
        if listed:
            text = f"{cohort}按名次分为三档，{'；'.join(listed)}。"
            yield {"kind": "paragraph", "level": 1, "text": text}


def notices(standings: Sequence[Standing], publication: Publication) -> dict[int, Text]:
    """By line, what the unit of a ranked line that is not shown is told alone."""
    open_lines = {one.line_id for one in shown(standings, publication)}
    return {
        one.line_id: _notice(one, len(lines))
        for lines in by_cohort(standings).values()
        for one in lines
        if one.line_id not in open_lines
    }


def _notice(one: Standing, ranked: int) -> Text:
    told = {"cohort": one.cohort, "ranked": ranked, "rank": one.rank, "total": f"{one.total:.2f}"}
    if one.risen is None:
        return _("{cohort}{ranked}家参加排名，贵单位第{rank}名，总分{total}分。", **told)
    if one.risen == 0:
        return _("{cohort}{ranked}家参加排名，贵单位第{rank}名，总分{total}分，名次与上期相同。", **told)
    if one.risen > 0:
        return _(
            "{cohort}{ranked}家参加排名，贵单位第{rank}名，总分{total}分，比上期上升{places}位。",
            **told,
            places=one.risen,
        )
    return _(
        "{cohort}{ranked}家参加排名，贵单位第{rank}名，总分{total}分，比上期下降{places}位。",
        **told,
        places=-one.risen,
    )
