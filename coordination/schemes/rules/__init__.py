"""Rules of a scheme; nothing here reads a clock, a database or a file.

scheme    what is scored, by which method, and what is wrong with a scheme
measures  what the value of an item can be
drafts    an item as a person writes it, and what of it applies
flaws     what is wrong with such an item
fitness   head and cohorts, and whether a revision can be put in force
exchange  SCHEME.json
wording   a scheme in words
"""

from coordination.schemes.rules.measures import Measure
from coordination.schemes.rules.scheme import Better, Item, Method, Scheme, problems, validate

__all__ = ["Better", "Item", "Measure", "Method", "Scheme", "problems", "validate"]
