"""Sealing, each minute, on the schedule."""

from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from coordination.audit import services
from coordination.audit.models import Seal
from coordination.kernel.db import SYSTEM_SCOPE, acting
from coordination.kernel.operations import transaction


def seal() -> Seal | None:
    """Seal what happened since the last link; None when nothing did, or when writers would have to wait."""
    with acting(SYSTEM_SCOPE):
        try:
            with transaction():
                return services.seal()
        except OperationalError as error:
            if isinstance(error.orig, LockNotAvailable):
                return None  # a long transaction is writing: the next minute will do
            raise
