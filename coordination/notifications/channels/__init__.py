"""The ways out of the house, all with one call: `send(address, letter)` answers what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from coordination.config import Settings, settings
from coordination.notifications.channels.letter import Letter
from coordination.notifications.channels.mail import Post
from coordination.notifications.channels.robots import RobotLine, allowed_hosts
from coordination.notifications.channels.sms import Drop
from coordination.notifications.rules import Outcome
from coordination.notifications.states import ROBOTS, Channel


class Sender(Protocol):
    """`address` is a mail address, a phone number or the webhook of a robot with its secret."""

    def send(self, address: str, letter: Letter) -> Outcome: ...


def open_channels() -> tuple[Channel, ...]:
    """The channels that the settings make ready; nothing is sent by another."""
    chosen = settings()
    ready = {Channel.MAIL: bool(chosen.smtp_host), Channel.SMS: chosen.sms_drop_dir is not None}
    ready |= dict.fromkeys(ROBOTS, bool(allowed_hosts(chosen)))
    return tuple(channel for channel in Channel if ready[channel])


@contextmanager
def senders() -> Iterator[dict[Channel, Sender]]:
    """The senders of the open channels for one batch: one connection each, closed with the block."""
    chosen: Settings = settings()
    ready = open_channels()
    with Post(chosen) as post, RobotLine(chosen) as line:
        every: dict[Channel, Sender] = {Channel.MAIL: post, Channel.SMS: Drop(chosen.sms_drop_dir)}
        every |= {channel: line.speaking(channel) for channel in ROBOTS}
        yield {channel: every[channel] for channel in ready}
