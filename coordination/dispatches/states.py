"""The acts upon a dispatch, and what a recipient is."""

from enum import StrEnum

from coordination.kernel.text import Text, _


class DispatchAction(StrEnum):
    """LIST, CHOOSE, SEND and REMIND are asked about a document (LIST and REMIND about an office too), READ
    and RECEIVE about a dispatch to a unit."""

    VIEW = "dispatch.view"
    LIST = "dispatch.list"
    CHOOSE = "dispatch.choose"
    SEND = "dispatch.send"
    REMIND = "dispatch.remind"
    READ = "dispatch.read"
    RECEIVE = "dispatch.receive"


class Role(StrEnum):
    MAIN = "main"
    COPY = "copy"


ROLE_LABELS: dict[Role, Text] = {Role.MAIN: _("主送"), Role.COPY: _("抄送")}
