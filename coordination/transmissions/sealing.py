"""Private keys at rest lie sealed; see kernel/sealed.py."""

from coordination.kernel import sealed
from coordination.kernel.errors import Conflict
from coordination.kernel.text import _

PURPOSE = "keys of offices"


def seal(private_key: str) -> str:
    return sealed.seal(private_key, PURPOSE)


def unseal(text: str) -> str:
    """Raises `Conflict` when the secret of the site has changed since."""
    opened = sealed.unseal(text, PURPOSE)
    if opened is None:
        raise Conflict(_("站点密钥换过，旧的上报密钥打不开了。请领导重新生成上报密钥。"))
    return opened
