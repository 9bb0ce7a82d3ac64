"""The desk by person: those who do no business see none."""

import pytest

from coordination.kernel.functions import Function
from tests.factories.organizations import account

pytestmark = pytest.mark.usefixtures("clock")


def test_administrators_are_led_to_what_they_keep(cast, client_for, session):
    security = account("安全管理员", cast.office, Function.SECURITY_ADMINISTRATOR)
    session.commit()
    led = {"/account": security, "/audit": cast.auditor, "/accounts": cast.administrator}
    for page, person in led.items():
        assert client_for(person).get("/desk").location == page


def test_who_works_here_has_a_desk(cast, client_for):
    for name in ("clerk", "leader", "bank", "township_a"):
        assert client_for(getattr(cast, name)).get("/desk").status_code == 200, name
