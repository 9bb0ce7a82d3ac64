"""Communities without a case, applications that wait, and two titles."""

from types import SimpleNamespace

import pytest

from coordination.certificates.models import Certificate
from coordination.kernel.clock import Clock
from tests.factories import certificates as make


@pytest.fixture
def world(cast: SimpleNamespace, clock: Clock) -> SimpleNamespace:
    """Five communities without a case, three of them with an application that waits for its title."""
    return make.world(cast)


@pytest.fixture
def named(cast: SimpleNamespace, world: SimpleNamespace) -> list[Certificate]:
    """Two titles."""
    made = [make.named(cast, one) for one in world.applications[:2]]
    make.work(cast, *world.subjects.values())
    return made
