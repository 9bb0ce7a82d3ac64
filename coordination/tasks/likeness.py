"""Whether two tasks ask the same thing, so that no unit is asked twice (减负)."""

import unicodedata
from datetime import timedelta
from difflib import SequenceMatcher

#: How far back a task is looked for that asks the same.
LOOK_BACK = timedelta(days=60)
#: From this share of common characters on two titles are taken for the same.
ALIKE = 0.8


def bare(title: str) -> str:
    """The letters and digits of a title, in one width and case."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def alike(title: str, other: str) -> bool:
    """Whether two titles share at least 80 % of their letters in order.

    Source of the measure: Ratcliff and Obershelp, twice the common letters over all letters.
    """
    one, two = bare(title), bare(other)
    if not one or not two:
        return False
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
