"""What the value of an item can be (domain, section 7, value of an item)."""

from enum import StrEnum


class Measure(StrEnum):
    """`titles`: the share of subjects that carry the title; `manual`: entered by hand with evidence."""

    VALUE = "value"
    YTD = "ytd"
    MOM = "mom"
    YOY = "yoy"
    RATIO = "ratio"
    ON_TIME = "on_time"
    TASKS_ON_TIME = "tasks_on_time"
    COMPLETION = "completion"
    TITLES = "titles"
    MANUAL = "manual"


#: Those that rest on an indicator.
OF_INDICATOR = frozenset({Measure.VALUE, Measure.YTD, Measure.MOM, Measure.YOY, Measure.RATIO})
CHANGES = frozenset({Measure.MOM, Measure.YOY})
#: Those that are counted over reports, assignments or titles, and come in percent.
COUNTED = frozenset({Measure.ON_TIME, Measure.TASKS_ON_TIME, Measure.COMPLETION, Measure.TITLES})
PERCENT = COUNTED | CHANGES
#: Those that can be taken over several months together: since January the months are given, and what is
#: counted or entered belongs to one month.
ROLLING = OF_INDICATOR - {Measure.YTD}
#: Those that have a base, which can be too small to say anything.
BASED = (CHANGES | COUNTED | {Measure.RATIO}) - {Measure.ON_TIME}
#: Denominators that no report holds: they belong to the division of the unit.
POPULATION, HOUSEHOLDS = "population", "households"
