"""The words of certificates: what a template of theirs may name, and what it makes of one certificate."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from coordination.certificates.wording import NAMES, Naming, Said
from coordination.certificates.wording import publish as publish_words
from coordination.document_templates import queries
from coordination.document_templates.known import publish
from coordination.document_templates.patterns import pattern_of
from coordination.document_templates.rules import make, read
from coordination.document_templates.rules.filling import filled
from coordination.document_templates.rules.fitness import FIELD
from coordination.document_templates.rules.vocabulary import Bounds, Group, Vocabulary
from coordination.kernel.text import _

KIND, LABEL = "certificate", _("命名证书")
#: Above the title and below it; what fits on the sheet beside the longest names (certificate.css).
BOUNDS = Bounds(title=8, paragraphs=2, characters=90)


@publish(KIND)
def vocabulary(office_id: int, kind: str) -> Vocabulary:
    """The same for every office."""
    return Vocabulary((Group(_("证书"), NAMES),), (), BOUNDS)


@publish_words
def said(naming: Naming) -> Said:
    """In the office's own version in use, else in the pattern."""
    given = queries.in_use(naming.office.id, KIND) or pattern_of(KIND)
    return worded(naming, given.title, given.body)


def worded(naming: Naming, title: str, body: Sequence[dict[str, Any]]) -> Said:
    """What a wording makes of a certificate: clauses whose facts it does not have are left out."""
    words = _words(naming.day, naming.office.area_name)
    made = make(read(body), naming.facts, {}, words)
    texts = [FIELD.sub(lambda match: naming.facts[match[1]], one.block["text"]) for one in made]
    above, below = (*texts, "", "")[: BOUNDS.paragraphs]
    return Said(filled(title, words), above, below)


def _words(day: date, area: str) -> dict[str, str]:
    month, year = f"{day.month}月", f"{day.year}年"
    return {"月份": month, "月数": str(day.month), "年份": year, "报告期": year + month, "地区": area}
