import pytest

from tests.factories import rankings as factory


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)
