"""The people whom policies are asked about: one of each function, next door, and nobody. No database."""

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor

CLERK, LEADER, LIAISON = Function.CLERK, Function.LEADER, Function.LIAISON


def person(*functions: Function, office: int = 1, unit: int | None = None) -> Actor:
    return Actor(7, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(CLERK),
    "leader": person(LEADER),
    "liaison": person(LIAISON, unit=5),
    "unit reviewer": person(Function.UNIT_REVIEWER, unit=5),
    "township": person(Function.TOWNSHIP, unit=6),
    "community worker": person(Function.COMMUNITY_WORKER, unit=6),
    "auditor": person(Function.AUDITOR),
    "system administrator": person(Function.SYSTEM_ADMINISTRATOR),
    "security administrator": person(Function.SECURITY_ADMINISTRATOR),
    "clerk next door": person(CLERK, office=2),
    "leader next door": person(LEADER, office=2),
    "liaison next door": person(LIAISON, office=2, unit=9),
    "clerk who sits in a unit": person(CLERK, unit=5),
    "nobody": Actor(None, ""),
}
OFFICE = {"clerk", "leader"}
UNITS = {"liaison", "unit reviewer", "township", "community worker"}
#: Who works in the office or for one of its units.
HERE = OFFICE | UNITS | {"clerk who sits in a unit"}
