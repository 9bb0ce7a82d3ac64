"""How a certificate is worded: the words are an office's, and the slice of templates makes them of the facts.

@publish
def words(naming: Naming) -> Said
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from coordination.organizations.models import Office

#: What a certificate knows and its words may name; 原证书 only where one is exchanged.
NAMES = (
    "命名程序", "命名标准", "原证书", "有效期", "称号", "命名对象", "证书编号", "命名日期", "发证单位",
)  # fmt: skip


@dataclass(frozen=True)
class Naming:
    """What is put into words: whose certificate, of which day, and its facts by `NAMES`."""

    office: Office
    day: date
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """The head of the sheet, the words above the title and those below it."""

    head: str
    above: str
    below: str


Writer = Callable[[Naming], Said]
_writers: list[Writer] = []


def publish(writer: Writer) -> Writer:
    """Register the one function that makes the words; a second one is an error."""
    if _writers:
        raise ValueError("second publisher of the words of certificates")
    _writers.append(writer)
    return writer


def said(naming: Naming) -> Said:
    """The words of a certificate in the wording that its office uses now."""
    return _writers[0](naming)
