"""Personal data: the rule is the kernel's, the form of the finding ours."""

from collections.abc import Iterator

from coordination.kernel.personal import personal as people
from coordination.proofreading.findings import Finding, Rule
from coordination.proofreading.sentences import Parts


def personal(parts: Parts) -> Iterator[Finding]:
    """Every run of digits that is somebody's; nothing is expected in its place."""
    for one in people(parts.original):
        yield Finding(Rule.PERSONAL_DATA, parts.original[one.start : one.end], None, one.start, one.end)
