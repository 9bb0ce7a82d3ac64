"""What is sent: the same content for every channel, plain values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """`number` is that of the delivery: a second attempt carries the same one.

    `secret` is that of the robot, for channels that sign.
    """

    number: int
    subject: str
    text: str
    at: datetime
    secret: str = ""
