"""All questions asked about one text."""

from coordination.proofreading.findings import Finding
from coordination.proofreading.personal import personal
from coordination.proofreading.quantities import quantities
from coordination.proofreading.rates import rates
from coordination.proofreading.sentences import Parts
from coordination.proofreading.shares import shares
from coordination.proofreading.sums import sums
from coordination.proofreading.wording import SPECIAL, orders, too_long


def proofread(text: str, *, limit: int = SPECIAL) -> list[Finding]:
    """Findings in the order of the text; `limit` is the length in characters that is not to be passed."""
    parts = Parts(text)
    found = quantities(parts)
    findings = [
        *rates(parts, found),
        *shares(parts, found),
        *sums(parts, found),
        *personal(parts),
        *too_long(parts, limit),
        *orders(parts),
    ]
    return sorted(findings, key=lambda one: (one.start, one.end, one.rule))
