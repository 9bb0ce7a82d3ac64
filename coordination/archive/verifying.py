"""Whether a file in hand is a document of ours, and unchanged: its bytes are compared, it is not kept."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from coordination.archive.claims import claimed
from coordination.archive.queries.public import PublicCircular, by_hash, by_tokens


class Verdict(StrEnum):
    """CHANGED: it says it is a document of ours and its bytes are not ours."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Compared:
    """`document`: which one it is, or says it is."""

    verdict: Verdict
    sha256: str
    document: PublicCircular | None


def compare(content: bytes) -> Compared:
    """Compare a file with everything that was issued."""
    digest = sha256(content).hexdigest()
    found = by_hash(digest)
    if found is not None:
        return Compared(Verdict.UNCHANGED, digest, found)
    said = by_tokens(claimed(content))
    return Compared(Verdict.CHANGED if said else Verdict.NOT_OURS, digest, said[0] if said else None)
