"""Division trees from a file of codes, and the invented population of the sample district."""

from random import Random

from sqlalchemy import select

from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import SYSTEM
from coordination.organizations.models import Division
from coordination.organizations.rules import BELOW
from coordination.organizations.services.importing import import_divisions
from coordination.sample.files import DATA

SEED = 620103


def load_divisions(county_code: str) -> Division:
    """The county with everything above and below it in its file, unless it is known already."""
    county = select(Division).where(Division.code == county_code)
    if session.scalars(county).first() is None:
        import_divisions(DATA / f"divisions-{county_code}.csv", actor=SYSTEM, operation=fresh_key())
    return session.scalars(county).one()


def townships(county: Division) -> list[Division]:
    """The townships of a county in the order of their codes, which is the official one."""
    below = select(Division).where(Division.parent_id == county.id, Division.level == BELOW[county.level])
    return list(session.scalars(below.order_by(Division.code)))


def populate(county: Division, sizes: dict[str, list[int]], *, basis: str, source: str, year: int) -> None:
    """Give each township its [population, households] and spread them over its communities."""
    for township in townships(county):
        population, households = sizes[township.name]
        below = select(Division).where(Division.parent_id == township.id).order_by(Division.code)
        communities = list(session.scalars(below))
        draw = Random(f"{SEED}:{township.code}")  # noqa: S311  reproducible on purpose
        weights = [draw.uniform(0.6, 1.4) for _community in communities]
        people, homes = _spread(population, weights), _spread(households, weights)
        places = zip([township, *communities], [population, *people], [households, *homes], strict=True)
        for place, number, homes_there in places:
            place.population, place.households = number, homes_there
            place.population_basis, place.population_source, place.population_year = basis, source, year
    session.flush()


def _spread(total: int, weights: list[float]) -> list[int]:
    """Whole parts in proportion to the weights, adding up to the total."""
    parts = [int(total * weight / sum(weights)) for weight in weights]
    return [part + (place < total - sum(parts)) for place, part in enumerate(parts)]
