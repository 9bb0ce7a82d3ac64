"""Hashing of passwords (argon2id), at most two at once: each takes 64 MiB and a core."""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coordination.accounts.rules import PASSWORD_AT_MOST

_hasher = PasswordHasher()
_places = BoundedSemaphore(2)
#: Verified against when there is no account, so that the answer takes as long as for a wrong password.
_NOBODY = _hasher.hash("nobody has this password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)[: PASSWORD_AT_MOST + 1]


def hashed(password: str) -> str:
    with _places:
        return _hasher.hash(_normal(password))


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one hashed; takes the same time when there is no hash."""
    with _places:
        try:
            right = _hasher.verify(password_hash or _NOBODY, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and password_hash is not None and len(password) <= PASSWORD_AT_MOST
