"""The application or the title of a community in words."""

from coordination.applications.states import LABELS
from coordination.certificates.models import Certificate
from coordination.certificates.states import LABELS as CERTIFICATES
from coordination.certificates.states import CertificateState
from coordination.communities.queries import Row
from coordination.communities.rules import Title
from coordination.kernel.text import Text, _
from coordination.standards.sentences import on


def title_words(row: Row) -> Text:
    """The state of the application, of the title, or both; that there is neither."""
    parts = [part for part in (_title(row), _application(row)) if part]
    if len(parts) == 2:
        return _("{title}；{application}", title=parts[0], application=parts[1])
    return parts[0] if parts else _("还没有申报")


def _title(row: Row) -> Text | None:
    if row.certificate is None:
        return _ended(row.ended) if row.ended else None
    words = {"state": CERTIFICATES[row.certificate.state], "number": row.certificate.number}
    if row.stand.title is Title.RENEWABLE and row.certificate.valid_until:
        return _("{number}{state}，{day}到期，可以复评", day=on(row.certificate.valid_until), **words)
    return _("{number}{state}", **words)


def _ended(certificate: Certificate) -> Text:
    if certificate.state is CertificateState.REVOKED or certificate.valid_until is None:
        return _("{number}{state}", number=certificate.number, state=CERTIFICATES[certificate.state])
    return _("{number}已于{day}到期", number=certificate.number, day=on(certificate.valid_until))


def _application(row: Row) -> Text | None:
    return LABELS[row.application.state] if row.application else None
