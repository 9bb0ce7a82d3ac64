"""Reading titles as the office sees them.

standing  how many subjects carried a title on a day, by township; `share` for rankings
targets   what was to be reached in a year
funnel    from the subjects to the title: how many stand at which step
due       what waits, the late things first
titles    the register itself
outside   what everybody may read
"""

from coordination.register.queries.standing import share

__all__ = ["share"]
