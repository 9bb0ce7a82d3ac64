"""Pure rules of tallies: what a row may say, and the clock of days without a case."""

from enum import StrEnum

from coordination.kernel.text import Text, _


class Grain(StrEnum):
    DAY = "day"
    MONTH = "month"


GRAIN_LABELS: dict[Grain, Text] = {Grain.DAY: _("按日"), Grain.MONTH: _("按月")}


class Source(StrEnum):
    FORM = "form"
    SHEET = "sheet"
    API = "api"


SOURCE_LABELS: dict[Source, Text] = {
    Source.FORM: _("页面填报"),
    Source.SHEET: _("Excel"),
    Source.API: _("接口"),
}
