"""What people do to titles in these tests."""

from types import SimpleNamespace

from coordination.certificates import services as certificates
from coordination.certificates.models import Certificate
from coordination.kernel.operations import fresh_key
from tests.factories.organizations import session


def suspend(cast: SimpleNamespace, certificate: Certificate) -> None:
    one = session.get_one(Certificate, certificate.id, populate_existing=True)
    certificates.suspend(
        one, actor=cast.clerk.actor, operation=fresh_key(), version=one.version, reason="核实线索"
    )
