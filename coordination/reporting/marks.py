"""What slices above this one ask about a report whenever it is read to be shown: yes or no, by name.

They publish; nothing here knows them. It saves them a statement of their own on every page.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import ColumnElement

_marks: dict[str, ColumnElement[bool]] = {}
MARKS: Mapping[str, ColumnElement[bool]] = MappingProxyType(_marks)


def publish(name: str, condition: ColumnElement[bool]) -> None:
    """Read `condition`, about `Report`, with every report; `Report.marks` tells what came of it."""
    _marks[name] = condition
