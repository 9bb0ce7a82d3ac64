"""Figures put together as rows."""

from decimal import Decimal as D

from coordination.transmissions.lines import rows
from coordination.transmissions.rules import Line


def test_a_row_for_each_place_and_reporter():
    found = rows(
        [
            Line("620103001", "西园街道", "公安分局", "case.filed", D(3)),
            Line("620103001", "西园街道", "公安分局", "case.loss", D("1.5")),
            Line("620103001", "西园街道", "西园街道", "case.filed", D(4)),
            Line("", "", "工商银行", "bank.accounts", D(2)),
        ]
    )
    assert [(one.subject, one.reporter, one.by_another) for one in found] == [
        ("西园街道", "公安分局", True),
        ("西园街道", "西园街道", False),
        ("工商银行", "工商银行", False),
    ]
    assert found[0].values == {"case.filed": D(3), "case.loss": D("1.5")}
