"""A figure beside the same figure of earlier periods: repeated, or far from what is usual."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.numerals import plain
from coordination.radar.rules.kinds import Facts
from coordination.radar.rules.spread import Spread, written

#: Two independent counts with mean m are equal with a chance of about 1/(2·√(πm)) (difference of two
#: Poisson variables at 0, Skellam 1946): 2.8 % at 100, 8.9 % at 10, and its square for three in a row.
EQUAL_TWICE = Decimal(100)
EQUAL_THRICE = Decimal(10)
LEAST_HISTORY = 6
#: Below, a count jumps by chance alone; neither the figure nor what is usual reaches it.
WORTH_ASKING = Decimal(10)


def repeated(now: Decimal, earlier: Sequence[Decimal | None], *, level: bool = False) -> Facts | None:
    """Facts when `now` equals the last period's figure, `earlier` being the latest first.

    From 100 on one repetition is asked about, from 10 on two in a row; smaller figures, and figures
    that are levels (they may well stay as they are), never.
    """
    run = 1
    for before in earlier:
        if before != now:
            break
        run += 1
    odd = (run >= 2 and abs(now) >= EQUAL_TWICE) or (run >= 3 and abs(now) >= EQUAL_THRICE)
    if level or not odd:
        return None
    return {"value": plain(now), "periods": str(run)}


def outlier_own(now: Decimal, earlier: Sequence[Decimal | None]) -> Facts | None:
    """Facts when `now` lies far from the unit's own earlier figures, of which at least 6 are known.

    The modified z-score of Iglewicz and Hoaglin (1993), see `Spread`; order plays no part, nor does
    the unit of measure.
    """
    known = [before for before in earlier if before is not None]
    if len(known) < LEAST_HISTORY:
        return None
    usual = Spread.of(known)
    if not usual.far(now):
        return None
    low, high = usual.bounds
    return {
        "value": plain(now),
        "median": written(usual.centre),
        "low": written(Fraction(0) if low < 0 <= min(known) else low),
        "high": written(high),
        "periods": str(len(known)),
        "score": usual.shown_score(now),
    }


def worth_asking(now: Decimal, usual: Sequence[Decimal | None]) -> bool:
    """Whether the figures are large enough to be asked about: one of them reaches 10."""
    return any(abs(value) >= WORTH_ASKING for value in (now, *usual) if value is not None)
