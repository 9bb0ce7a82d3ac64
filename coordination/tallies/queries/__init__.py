"""Reading tallies: how far they reach, the clocks, what moved them back, one subject's history, coverage.

clocks    days without a case, for many subjects in one statement
history   everything that was ever filed about a subject
coverage  which subjects miss which months
filings   what one act of filing brought, and what is stored of a month
"""

from coordination.tallies.queries.clocks import clocks, last_day, setbacks

__all__ = ["clocks", "last_day", "setbacks"]
