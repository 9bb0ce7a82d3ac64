"""A draft from the skeleton and the facts: title, addressees, body."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from coordination.circulars.binding import names_in
from coordination.circulars.counting import of_area
from coordination.circulars.facts import Drawn, Ledger
from coordination.circulars.standings import Standing, Timeliness, of_ranking, of_timeliness
from coordination.circulars.templates import MONTHLY, Section, Sentence
from coordination.circulars.townships import of_townships
from coordination.kernel.period import Kind, Period


def draw(ledger: Ledger, standings: Sequence[Standing], units: Mapping[str, Timeliness]) -> Drawn:
    """All facts of a period."""
    drawn = Drawn()
    drawn.add(*of_area(ledger))
    of_townships(ledger, drawn)
    of_ranking(str(ledger.period), standings, drawn)
    of_timeliness(units, drawn)
    return drawn


def title(period: Period, area: str) -> str:
    """关于2026年10月全区打击治理电信网络诈骗工作情况的通报."""
    return f"关于{period.label()}{area}打击治理电信网络诈骗工作情况的通报"


def addressees(names: Iterable[str], others: bool) -> str:
    """主送 from the names of the townships; `others`: there are member units beside them."""
    ends = {name[-1:] for name in names}
    parts = []
    if ends & {"乡", "镇"}:
        towns = "各乡镇" if {"乡", "镇"} <= ends else "各乡" if "乡" in ends else "各镇"
        parts.append(f"{towns}人民政府")
    if "道" in ends:
        parts.append("各街道办事处")
    lead = "、".join(parts)
    if not lead:
        return "联席会议各成员单位"
    return f"{lead}，联席会议各成员单位" if others else lead


def compose(
    drawn: Drawn, period: Period, area: str, skeleton: Sequence[Section] = MONTHLY
) -> list[dict[str, Any]]:
    """The body: headings and paragraphs whose every 【】 is a fact of `drawn`."""
    month = f"{period.number}月" if period.kind is Kind.MONTH else str(period.label())
    words = {"month": month, "number": str(period.number), "area": area}
    return [block for section in skeleton for block in _section(section, drawn, words)]


def _section(section: Section, drawn: Drawn, words: dict[str, str]) -> Iterator[dict[str, Any]]:
    texts = [text for paragraph in section.paragraphs for text in _paragraphs(paragraph, drawn, words)]
    if texts:
        yield {"kind": "heading", "level": 1, "text": section.heading}
        yield from ({"kind": "paragraph", "level": 1, "text": text} for text in texts)


def _paragraphs(sentences: tuple[Sentence, ...], drawn: Drawn, words: dict[str, str]) -> Iterator[str]:
    """One paragraph, or one for each cohort."""
    if not any(sentence.cohorts for sentence in sentences):
        text = "".join(_sentence(sentence, drawn, words) for sentence in sentences)
        if text:
            yield text
        return
    for cohort in drawn.lists.get("分组", ()):
        text = "".join(_sentence(sentence, drawn, {**words, "cohort": cohort}) for sentence in sentences)
        if text:
            yield text


def _sentence(sentence: Sentence, drawn: Drawn, words: dict[str, str]) -> str:
    if any(name not in drawn.facts for name in sentence.needs):
        return ""
    if sentence.each:
        names = drawn.lists.get(sentence.each.format(**words), ())
        clauses = [sentence.clauses[0].format(**words, name=name) for name in names]
    else:
        clauses = [clause.format(**words) for clause in sentence.clauses]
    kept = [clause for clause in clauses if all(name in drawn.facts for name in names_in(clause))]
    if not kept:
        return ""
    return sentence.start.format(**words) + sentence.join.join(kept) + sentence.end
