"""Which way a package went, how it was carried, and the acts upon packages and keys."""

from enum import StrEnum

from coordination.kernel.text import Text, _


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class Carrier(StrEnum):
    """SITE: both offices live on this site. FILE: carried by hand between networks."""

    SITE = "site"
    FILE = "file"


class TransmissionAction(StrEnum):
    """LIST, SEND and RECEIVE are asked about the office, VIEW about a package."""

    VIEW = "transmission.view"
    LIST = "transmission.list"
    SEND = "transmission.send"
    RECEIVE = "transmission.receive"


class KeyAction(StrEnum):
    """LIST, MAKE and TRUST are asked about the office, the rest about a key."""

    VIEW = "key.view"
    LIST = "key.list"
    MAKE = "key.make"
    TRUST = "key.trust"
    WITHDRAW = "key.withdraw"


CARRIERS: dict[Carrier, Text] = {Carrier.SITE: _("本站送达"), Carrier.FILE: _("文件导入")}
