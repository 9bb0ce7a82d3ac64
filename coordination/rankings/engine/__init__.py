"""Scoring by PostgreSQL: the results of the pure reference for cohorts of any size, in one statement.

arithmetic  quotients in SQL that are rounded exactly as the reference rounds them
columns     what the engine reads: a relation with a row for each unit
fields      what the values of a cohort look like
shares      the points of one item, by method
scoring     the whole ranking as one statement
levels      an indicator over some periods, beside the unit
forming     the values of items out of figures per unit and period
entries     entries of the reference in, its lines out
"""

from coordination.rankings.engine.entries import score
from coordination.rankings.engine.forming import formed, rolled_up
from coordination.rankings.engine.scoring import ranking, spreads

__all__ = ["formed", "ranking", "rolled_up", "score", "spreads"]
