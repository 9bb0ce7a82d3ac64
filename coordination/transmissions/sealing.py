"""Private keys at rest: sealed with a key that is derived from the secret of the site (HKDF, Fernet)."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coordination.config import settings
from coordination.kernel.errors import Conflict
from coordination.kernel.text import _


def _box() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"keys of offices").derive(settings().secret().encode())
    return Fernet(urlsafe_b64encode(derived))


def seal(private_key: str) -> str:
    return _box().encrypt(private_key.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises `Conflict` when the secret of the site has changed since."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Conflict(_("站点密钥换过，旧的上报密钥打不开了。请领导重新生成上报密钥。")) from None
