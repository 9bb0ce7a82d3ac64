import pytest

from tests.factories import reporting as make


@pytest.fixture
def bank(cast, clock):
    """The October report of the bank about itself, not begun."""
    return make.report(make.bank_form(cast.office), cast.units.bank)


@pytest.fixture
def police(cast, clock):
    """The October table of the police about two townships, not begun."""
    return make.report(make.police_form(cast.office), cast.units.police)
