"""How subjects stand against a version of a standard, on any day and as known at any moment, by PostgreSQL.

columns   what each part of the question adds to the statement
tallied   criteria that rest on the tallies of cases
filed     criteria that rest on approved figures
duties    criteria that rest on assignments and their deadlines
plan      what is to be read, and the grouped statements it draws on
readings  one criterion as SQL: its standing and the facts behind it
asking    the statement: evaluate (a few subjects with the facts), standings (all of an office), surveys
          (how many stand how)
results   what comes back
"""

from coordination.standards.evaluation.asking import evaluate, standings, surveys
from coordination.standards.evaluation.results import Found, Result, Survey, said

__all__ = ["Found", "Result", "Survey", "evaluate", "said", "standings", "surveys"]
