"""Numbers as people type them and as Chinese documents print them; exact decimals, never floats."""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

MOST_DIGITS = 15  # before the decimal point; the whole country's losses in 元 need 12
MOST_DECIMALS = 8  # so that an amount in 亿元 may be typed to the 元
POWERS = {"": 0, "万": 4, "亿": 8}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％　", "0123456789.,-+% ", "")
CURRENCY = re.compile(r"^[¥￥]\s*")
TYPED = re.compile(r"([-−+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?\s*([万亿]?)")
Exact = Decimal | Fraction | int


def round_half_up(value: Exact, places: int = 2) -> Decimal:
    """`value` to `places` decimals, halves away from zero, from the exact value in one step.

    Raises `ValueError` for NaN and infinities. Source: domain, Formulas; 四舍五入.
    """
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number")
    above, below = value.as_integer_ratio()
    units, rest = divmod(abs(above) * 10**places, below)
    units += 2 * rest >= below
    return Decimal(f"{-units if above < 0 else units}E-{places}")


def decimal_places(value: Decimal) -> int:
    """Decimals written in `value`, trailing zeros included; `ValueError` for NaN and infinities."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not a number")
    return max(0, -exponent)


def plain(value: Decimal) -> str:
    """Digits without exponent, separators or needless zeros."""
    written = f"{value:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


def grouped(value: Decimal, places: int | None = None) -> str:
    """Thousands separated by commas; half up to `places`, or as many decimals as the value needs."""
    written = plain(value) if places is None else f"{round_half_up(value, places):f}"
    sign, digits = ("-", written[1:]) if written.startswith("-") else ("", written)
    whole, point, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


class Scale(StrEnum):
    """Units in which money stored in 元 is printed."""

    YUAN = "元"
    WAN = "万元"
    YI = "亿元"

    @property
    def size(self) -> int:
        return {Scale.YUAN: 1, Scale.WAN: 10**4, Scale.YI: 10**8}[self]


def in_scale(yuan: Decimal, scale: Scale) -> Decimal:
    """An amount in 元 as the number printed in a column headed 元, 万元 or 亿元 (two decimals, half up)."""
    return round_half_up(Fraction(yuan) / scale.size)


def scale_for(yuan: Decimal) -> Scale:
    """元 below 1 万元, 亿元 from 1 亿元, judged on the printed number so that 10,000.00万元 never appears."""
    for scale, larger in ((Scale.YUAN, Scale.WAN), (Scale.WAN, Scale.YI)):
        if abs(in_scale(yuan, scale)) < larger.size // scale.size:
            return scale
    return Scale.YI


def money(yuan: Decimal, scale: Scale | None = None) -> str:
    """An amount stored in 元 as printed: 9,999.50元, 186.30万元, 1.20亿元; whole 元 without decimals."""
    scale = scale or scale_for(yuan)
    amount = in_scale(yuan, scale)
    whole = scale is Scale.YUAN and amount == amount.to_integral_value()
    return grouped(amount, 0 if whole else 2) + scale.value


def parse_number(typed: str, *, name: str | Text = "", unit: str = "") -> Decimal:
    """Read what a person typed: `12万` is 120000, `１,２００．５` is 1200.5, `5起` is 5 where the unit is 起.

    Accepts full-width digits, correct thousands separators, 万 and 亿, the unit of measure at the end,
    and ¥ in front where the unit is money: `¥120,000` is 120000. `Invalid` with what to do for everything
    else: 1e5, 1_000, NaN, hexadecimal, other scripts.
    """
    clean = typed.translate(FULL_WIDTH).strip().removesuffix(unit).strip()
    match = TYPED.fullmatch(CURRENCY.sub("", clean) if unit.endswith("元") else clean)
    if match is None and unit:
        raise Invalid(_("{name}要填数字，单位是{unit}", name=name, unit=unit))
    if match is None:
        raise Invalid(_("{name}要填数字", name=name))
    sign, whole, fraction, scale = match.group(1), match.group(2), match.group(3) or "", match.group(4)
    digits, power = whole.replace(",", "").lstrip("0"), POWERS[scale]
    if len(digits) + power > MOST_DIGITS or len(fraction) > MOST_DECIMALS:
        raise Invalid(
            _(
                "{name}太长：小数点前最多{whole}位，后最多{part}位",
                name=name,
                whole=MOST_DIGITS,
                part=MOST_DECIMALS,
            )
        )
    number = Decimal(f"{digits or 0}{fraction}E{power - len(fraction)}")
    number = Decimal(f"{number:f}")  # 12E4 becomes 120000
    return -number if sign in ("-", "−") and number else number
