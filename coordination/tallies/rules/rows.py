"""What one row of a filing may say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coordination.kernel.numerals import decimal_places
from coordination.kernel.text import Text, _

MOST = 1_000_000
MOST_MONEY = Decimal(10) ** 13
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Count:
    """One subject in one day or month; money in 元. `on` is the day of a row in a filing of several days;
    `last_case_on` the day of the last case of a month, where it is known.
    """

    subject_id: int
    cases: int = 0
    loss: Decimal = ZERO
    largest_loss: Decimal = ZERO
    suspects: int = 0
    dens: int = 0
    last_case_on: date | None = None
    on: date | None = None

    @property
    def is_zero(self) -> bool:
        return not (self.cases or self.loss or self.largest_loss or self.suspects or self.dens)


def wrong(count: Count, first_on: date, last_on: date) -> dict[str, Text]:
    """What is wrong with a row of the days from `first_on` to `last_on`, by the name of its field."""
    errors: dict[str, Text] = {}
    for name, number in (("cases", count.cases), ("suspects", count.suspects), ("dens", count.dens)):
        if not 0 <= number <= MOST:
            errors[name] = _("要填不小于0的整数。")
    for name, amount in (("loss", count.loss), ("largest_loss", count.largest_loss)):
        if not 0 <= amount <= MOST_MONEY or decimal_places(amount) > 2:
            errors[name] = _("金额要填不小于0的数，最多两位小数，单位是元。")
    return errors or _contradictory(count, first_on, last_on)


def _contradictory(count: Count, first_on: date, last_on: date) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    if not count.cases and count.loss:
        errors["loss"] = _("没有发案，就没有损失；请核对发案数。")
    if count.largest_loss > count.loss:
        errors["largest_loss"] = _("单笔最大损失不会大于损失合计，请核对。")
    elif count.cases and count.largest_loss * count.cases < count.loss:
        errors["largest_loss"] = _("有损失就要填单笔最大损失，它不会小于每起的平均数。")
    if count.last_case_on is not None and not count.cases:
        errors["last_case_on"] = _("没有发案，不填最后一起的日期。")
    elif count.last_case_on is not None and not first_on <= count.last_case_on <= last_on:
        errors["last_case_on"] = _("最后一起的日期要在填报的这段时间里。")
    return errors
