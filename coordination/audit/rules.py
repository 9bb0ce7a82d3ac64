"""How the audit is chained."""

from hashlib import sha256


def chain(before: str, digests: list[str]) -> str:
    """SHA-256 over the link before and the digests of the events, in order, hexadecimal."""
    return sha256("\n".join([before, *digests]).encode()).hexdigest()
