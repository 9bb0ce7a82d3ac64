"""Reading communities. Nothing is stored here: standards, tallies, applications and titles are put together.

looking  what is asked for: the standard, the day
rows     how each community stands, criterion by criterion
boards   the communities of a unit
around   applications, certificates, inspections of one; whose screen it is
"""

from coordination.communities.queries.around import around, own_community, unit_of, units_of
from coordination.communities.queries.boards import Board, board, of_subject
from coordination.communities.queries.looking import Asked, View
from coordination.communities.queries.rows import Cell, Row

__all__ = [
    "Asked",
    "Board",
    "Cell",
    "Row",
    "View",
    "around",
    "board",
    "of_subject",
    "own_community",
    "unit_of",
    "units_of",
]
