"""Pure rules of standards.

kinds     kinds of criteria, windows, findings, and their words
windows   which days a window is, with what it is compared, when something has left it
drafts    whether a criterion can be measured
fitness   whether a version can be enacted
verdicts  from the findings of the criteria to that of the standard
"""

from coordination.standards.rules.kinds import (
    BASE_LABELS,
    CRITERION_LABELS,
    LISTED_LABELS,
    STANDING_LABELS,
    VERSION_LABELS,
    WINDOW_LABELS,
    Base,
    CriterionKind,
    Listed,
    Standing,
    VersionState,
    WindowKind,
)
from coordination.standards.rules.verdicts import Line, overall
from coordination.standards.rules.windows import Span, base_span, clear_on, periods_in, span

__all__ = [
    "BASE_LABELS",
    "CRITERION_LABELS",
    "LISTED_LABELS",
    "STANDING_LABELS",
    "VERSION_LABELS",
    "WINDOW_LABELS",
    "Base",
    "CriterionKind",
    "Line",
    "Listed",
    "Span",
    "Standing",
    "VersionState",
    "WindowKind",
    "base_span",
    "clear_on",
    "overall",
    "periods_in",
    "span",
]
