"""The acts upon a dispatch, and what a recipient is."""

from enum import StrEnum

from coordination.kernel.text import Text, _


class DispatchAction(StrEnum):
    """LIST and SEND are asked about a circular, READ and RECEIVE about a dispatch to a unit."""

    LIST = "dispatch.list"
    SEND = "dispatch.send"
    REMIND = "dispatch.remind"
    READ = "dispatch.read"
    RECEIVE = "dispatch.receive"


class Role(StrEnum):
    MAIN = "main"
    COPY = "copy"


ROLE_LABELS: dict[Role, Text] = {Role.MAIN: _("主送"), Role.COPY: _("抄送")}
