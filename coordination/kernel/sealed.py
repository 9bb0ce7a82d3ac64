"""Text that lies sealed in the database: a key derived from the secret of the site (HKDF, Fernet).

Who reads the database or a backup without the secret reads nothing of it. When the secret of the site
changes, what was sealed cannot be opened any more and has to be typed again.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from coordination.config import settings


def seal(text: str, purpose: str) -> str:
    """`text` sealed for one purpose; nothing stays nothing. Raises ValueError without a secret."""
    return _box(settings().secret(), purpose).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed for this purpose; None when it was sealed under another secret or is damaged."""
    if not sealed:
        return ""
    try:
        return _box(settings().secret(), purpose).decrypt(sealed).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=16)
def _box(secret: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))


class Sealed(TypeDecorator[str]):
    """A column of sealed text; what cannot be opened reads as nothing."""

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal(value, self.purpose)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else unseal(value, self.purpose) or ""
