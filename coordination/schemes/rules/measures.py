"""What the value of an item can be (domain, section 7, value of an item)."""

from enum import StrEnum


class Measure(StrEnum):
    VALUE = "value"
    YTD = "ytd"
    MOM = "mom"
    YOY = "yoy"
    ON_TIME = "on_time"
