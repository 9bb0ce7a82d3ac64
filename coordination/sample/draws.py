"""Invented figures of a district, the same at every start: each value has a generator of its own seed.

Cases follow population, season and a slow decline; losses follow cases; successes never exceed
attempts; households visited in a year never exceed the households there are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log
from random import Random
from types import MappingProxyType

from coordination.kernel.period import Period

SEED = "620103-2026"
START = Period.parse("2025-09")
SEASON = (0.95, 0.80, 0.98, 1.00, 1.02, 1.12, 1.15, 1.08, 0.98, 1.00, 1.12, 1.05)  # January first
LARGE = 500_000  # 元; a case of this loss or more is a large one
FEW = 2.5  # below it cases come by chance, above it they vary around what is usual
TOTAL = ""  # the name of the total row

Cells = dict[tuple[str, str], Decimal]  # by name of the subject and code of the indicator


@dataclass(frozen=True)
class Township:
    """`diligence` is 1 on average and moves dissuasion, visits and events together."""

    name: str
    population: int
    households: int
    rate: float  # cases a month for 10,000 people
    diligence: float


class Dice:
    """Draws for one subject and month; `what` tells one draw from another."""

    def __init__(self, *about: object) -> None:
        self.about = ":".join(map(str, (SEED, *about)))

    def of(self, what: str) -> Random:
        return Random(f"{self.about}:{what}")  # noqa: S311  reproducible on purpose

    def count(self, what: str, mean: float) -> int:
        """Poisson, by the waiting times between events."""
        draw, elapsed, number = self.of(what), 0.0, -1
        while elapsed < mean:
            elapsed += draw.expovariate(1.0)
            number += 1
        return max(number, 0)

    def around(self, what: str, mean: float, spread: float) -> int:
        """A whole number around the mean, at most `spread` (a share of it) away."""
        return round(mean * self.of(what).uniform(1 - spread, 1 + spread))

    def part(self, what: str, whole: int, share: float) -> int:
        """How many of `whole` succeed when each does with the chance `share`."""
        draw = self.of(what)
        return sum(draw.random() < share for _one in range(whole))

    def amounts(self, what: str, number: int, middle: float, spread: float = 1.0) -> list[Decimal]:
        """Amounts in 元, log-normal around `middle`."""
        draw = self.of(what)
        drawn = (exp(draw.gauss(log(middle), spread)) for _one in range(number))
        return [Decimal(round(min(max(one, 600), 1_800_000) * 100)).scaleb(-2) for one in drawn]


def profile(name: str, population: int, households: int) -> Township:
    """What sort of place a township is; fixed for all months."""
    dice = Dice("profile", name)
    crowded = 0.95 if population > 35_000 else 0.55
    return Township(
        name,
        population,
        households,
        rate=crowded * dice.of("rate").uniform(0.75, 1.25),
        diligence=dice.of("diligence").uniform(0.85, 1.15),
    )


def months_since_start(period: Period) -> int:
    return (period.year - START.year) * 12 + period.number - START.number


@dataclass(frozen=True)
class Mood:
    """What a month is like: cases by season and trend, and how hard the townships work."""

    cases: float
    work: float

    @classmethod
    def of(cls, period: Period) -> "Mood":
        decline = 0.985 ** months_since_start(period)
        work = 1.0 + 0.10 * (SEASON[period.number - 1] - 1)
        return cls(SEASON[period.number - 1] * decline, work)


def police_about(township: Township, period: Period, effort: float) -> dict[str, Decimal]:
    """What the police file about one township."""
    dice, mood = Dice(period, township.name), Mood.of(period)
    expected = township.population / 10_000 * township.rate * mood.cases / effort
    filed = dice.around("filed", expected, 0.14) if expected > FEW else dice.count("filed", expected)
    losses = _losses(dice, filed)
    issued = dice.around("issued", township.population / 10_000 * 42 * mood.cases, 0.12)
    share = min(0.97, 0.80 * township.diligence * effort)
    solved = dice.part("solved", filed, 0.38)
    counts = {
        "case.filed": filed,
        "case.alerts": filed + dice.count("alerts", 0.2 + 0.25 * filed),
        "case.large": sum(loss >= LARGE for loss in losses),
        "case.solved": solved,
        "strike.arrested": dice.count("arrested", 0.7 * solved),
        "warn.issued": issued,
        "warn.dissuaded": dice.part("dissuaded", issued, share),
        "warn.defrauded_after": dice.part("defrauded", filed, 0.08),
        "listed.persons": max(0, round(township.population / 9_000) - months_since_start(period) // 5),
    }
    return {code: Decimal(value) for code, value in counts.items()} | {
        "case.loss": sum(losses, Decimal("0.00"))
    }


def _losses(dice: Dice, filed: int) -> list[Decimal]:
    """Ordinary cases, and now and then a large one."""
    large = dice.part("large", filed, 0.012)
    return [
        *dice.amounts("loss", filed - large, 29_000, 0.4),
        *(LARGE + loss for loss in dice.amounts("large loss", large, 120_000, 0.6)),
    ]


def township_own(
    township: Township, period: Period, effort: float, police: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """What a township files about its own work."""
    dice, mood = Dice(period, township.name, "own"), Mood.of(period)
    work = township.diligence * effort * mood.work
    dissuaded = int(police["warn.dissuaded"])
    counts = {
        "pub.households": min(dice.around("visits", township.households * 0.062 * work, 0.18), 8 * 10**4),
        "pub.events": 1 + dice.count("events", (1 + township.households / 9_000) * work),
        "pub.people": dice.around("people", township.households * 0.22 * work, 0.20),
        "pub.leaflets": dice.around("leaflets", township.households * 0.18 * work, 0.20),
        "warn.in_person_on_time": dice.part("in person", dissuaded, min(0.95, 0.68 * work)),
        "listed.persuaded": dice.part("persuaded", int(police["listed.persons"]), 0.06),
    }
    return {code: Decimal(value) for code, value in counts.items()}


def police_own(dice: Dice, mood: Mood) -> dict[str, Decimal]:
    stopped, frozen = (
        dice.around("stopped", 170 * mood.cases, 0.2),
        dice.around("frozen", 130 * mood.cases, 0.2),
    )
    return {
        "strike.gangs": Decimal(dice.count("gangs", 1.3)),
        "strike.dens": Decimal(dice.count("dens", 0.8)),
        "fund.stopped_accounts": Decimal(stopped),
        "fund.stopped_amount": sum(dice.amounts("stopped amount", stopped, 11_000, 0.8), Decimal(0)),
        "fund.frozen_accounts": Decimal(frozen),
        "fund.frozen_amount": sum(dice.amounts("frozen amount", frozen, 17_000, 0.8), Decimal(0)),
        "fund.recovered": sum(
            dice.amounts("recovered", dice.count("recoveries", 14), 21_000, 0.7), Decimal("0.00")
        ),
        "staff.victims": Decimal(dice.count("victims", 0.3)),
    }


def bank(dice: Dice, mood: Mood) -> dict[str, Decimal]:
    dissuaded = dice.count("dissuaded", 7 * mood.cases)
    return {
        "bank.counter_dissuaded": Decimal(dissuaded),
        "bank.counter_dissuaded_amount": sum(dice.amounts("amount", dissuaded, 38_000, 0.6), Decimal("0.00")),
        "bank.accounts_involved": Decimal(dice.count("involved", 6 * mood.cases)),
        "bank.staff_trained": Decimal(dice.around("trained", 86, 0.25)),
        "pub.events": Decimal(1 + dice.count("events", 3)),
        "pub.people": Decimal(dice.around("people", 640, 0.25)),
    }


def carrier(dice: Dice, mood: Mood) -> dict[str, Decimal]:
    return {
        "carrier.numbers_involved": Decimal(dice.count("involved", 13 * mood.cases)),
        "carrier.numbers_closed": Decimal(dice.around("closed", 62 * mood.cases, 0.2)),
        "carrier.sms_sent": Decimal(1000 * dice.around("sms", 190, 0.15)),
        "pub.events": Decimal(1 + dice.count("events", 2)),
        "pub.people": Decimal(dice.around("people", 480, 0.25)),
    }


def department(dice: Dice, mood: Mood) -> dict[str, Decimal]:
    events = dice.count("events", 2.6 * mood.work)
    return {
        "pub.events": Decimal(events),
        "pub.people": Decimal(events * dice.around("people", 130, 0.3)),
        "pub.leaflets": Decimal(events * dice.around("leaflets", 90, 0.3)),
        "pub.media": Decimal(dice.count("media", 1.4)),
    }


def internet_information(dice: Dice, mood: Mood) -> dict[str, Decimal]:
    return {
        "net.sites_blocked": Decimal(dice.around("sites", 44 * mood.cases, 0.25)),
        "net.accounts_closed": Decimal(dice.around("accounts", 27 * mood.cases, 0.25)),
    }


def education(dice: Dice, mood: Mood) -> dict[str, Decimal]:
    taught = 0 if "-07" in dice.about or "-08" in dice.about else dice.around("schools", 13, 0.3)
    return {"edu.schools_taught": Decimal(taught)}


#: What a unit files about itself, by code of the form.
OWN: Mapping[str, Callable[[Dice, Mood], dict[str, Decimal]]] = MappingProxyType(
    {
        "police-own": police_own,
        "bank": bank,
        "carrier": carrier,
        "department": department,
        "internet-information": internet_information,
        "education": education,
    }
)


def with_total(cells: Cells, codes: Iterable[str]) -> Cells:
    """The cells of a table with the row that adds them up."""
    sums = {
        (TOTAL, code): sum((value for (_name, of), value in cells.items() if of == code), Decimal(0))
        for code in codes
    }
    return cells | sums
