"""Reading certificates.

lists   certificates and reviews by who sees them, what stands, what waits
cases   rows of tallies that speak against titles
public  what everybody may read
naming  applications that wait for their title, and what stands against each
"""

from coordination.certificates.queries.lists import certificate, ended_of, holders, standing_of, visible_to

__all__ = ["certificate", "ended_of", "holders", "standing_of", "visible_to"]
