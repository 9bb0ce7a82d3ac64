"""The fixed formats by which others can check a ranking: VALUES.csv and RESULT.json; SCHEME.json stands in
schemes.rules.exchange. Decimals travel as strings.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _
from coordination.rankings.rules.entries import Entry, NotAssessed, Value
from coordination.rankings.rules.scoring import ScoreLine
from coordination.schemes.rules.exchange import NUMBER, exact, parse_scheme, scheme_content, scheme_from
from coordination.schemes.rules.scheme import Scheme

__all__ = [
    "exact",
    "parse_scheme",
    "parse_values",
    "result_content",
    "result_json",
    "scheme_content",
    "scheme_from",
]

BEFORE_ITEMS, AFTER_ITEMS = ("cohort", "order", "unit"), ("bonus", "veto")
NOT_ASSESSED = "NA"


def parse_values(text: str, scheme: Scheme) -> list[Entry]:
    """Read VALUES.csv: `cohort,order,unit,<item codes>,bonus,veto`; `Invalid` names row and column."""
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as mistake:
        raise Invalid(_("CSV 格式有误：{mistake}", mistake=mistake)) from None
    numbered = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(row)]
    if not numbered:
        raise Invalid(_("CSV 是空的"))
    header = numbered[0][1]
    _check_header(header, scheme)
    if len(numbered) == 1:
        raise Invalid(_("CSV 里没有单位"))
    return [_entry(number, header, cells, scheme) for number, cells in numbered[1:]]


def _check_header(header: Sequence[str], scheme: Scheme) -> None:
    expected = [*BEFORE_ITEMS, *(item.code for item in scheme.items), *AFTER_ITEMS]
    if missing := [name for name in expected if name not in header]:
        raise Invalid(_("CSV 表头缺少 {column} 列", column=missing[0]))
    if surplus := [name for name in header if name not in expected or header.count(name) > 1]:
        raise Invalid(_("CSV 表头多出或重复了 {column} 列", column=surplus[0]))


def _entry(number: int, header: Sequence[str], cells: Sequence[str], scheme: Scheme) -> Entry:
    if len(cells) != len(header):
        raise Invalid(
            _("第{row}行有{found}格，要有{expected}格", row=number, found=len(cells), expected=len(header))
        )
    row = dict(zip(header, cells, strict=True))
    for column in ("cohort", "unit"):
        if not row[column]:
            raise Invalid(_("第{row}行没有填 {column}", row=number, column=column))
    if not re.fullmatch(r"-?[0-9]{1,18}", row["order"]):
        raise Invalid(_("第{row}行 order 列要填整数", row=number))
    return Entry(
        unit=row["unit"],
        cohort=row["cohort"],
        order=int(row["order"]),
        values={item.code: _cell(row[item.code], number, item.code) for item in scheme.items},
        bonus=_number(row["bonus"] or "0", number, "bonus"),
        veto=row["veto"],
    )


def _cell(written: str, number: int, column: str) -> Value:
    if not written:
        return None
    if written == NOT_ASSESSED:
        return NotAssessed()
    return _number(written, number, column)


def _number(written: str, number: int, column: str) -> Decimal:
    if not NUMBER.fullmatch(written):
        raise Invalid(_("第{row}行 {column} 列要填数字或留空；不考核填 NA", row=number, column=column))
    return Decimal(written)


def result_content(lines: Iterable[ScoreLine]) -> list[dict[str, Any]]:
    """RESULT.json before it is written as text; the value of an item is null unless it is a number."""
    return [
        {
            "cohort": line.cohort,
            "unit": line.unit,
            "state": line.state.value,
            "rank": line.rank,
            "total": f"{line.total:f}",
            "items": {
                code: {
                    "value": f"{found.value:f}" if isinstance(found.value, Decimal) else None,
                    "weight": f"{found.weight:f}",
                    "points": f"{found.points:f}",
                }
                for code, found in line.items.items()
            },
        }
        for line in lines
    ]


def result_json(lines: Iterable[ScoreLine]) -> str:
    """RESULT.json: the same lines always give the same bytes."""
    return json.dumps(result_content(lines), ensure_ascii=False, indent=1) + "\n"
