"""Reading messages, deliveries and who can be told. Lists start at `visible_to(actor)`."""

from coordination.notifications.queries.ledger import DeliveryLine, deliveries_about
from coordination.notifications.queries.people import Recipient, beyond_the_fence, people, staff

__all__ = [
    "DeliveryLine",
    "Recipient",
    "beyond_the_fence",
    "deliveries_about",
    "people",
    "staff",
]
