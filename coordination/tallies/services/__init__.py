"""Filing tallies.

filing   rows of one day, some days or one month; corrections supersede
sheets   a sheet sent up, and its confirmation
"""

from coordination.tallies.services.filing import file

__all__ = ["file"]
