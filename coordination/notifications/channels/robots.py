"""Robots of chat groups: one POST to the webhook, and the number in the answer read for what it means."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from coordination.config import Settings
from coordination.notifications.channels.letter import Letter
from coordination.notifications.rules import DELIVERED, Outcome, Reason, failed, unknown
from coordination.notifications.states import Channel

#: The shortest of the three limits (WeCom: 2,048 bytes of UTF-8), with room for what is around it.
LONGEST = 600
#: Busy, or too many messages in a minute: it passes.
PASSING = frozenset({-1, 45009, 45033, 130101, 130102, 410100, 11232, 99991400})
_CHUNKS = 16  # of an answer; a longer one is none
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log the addresses, and with them the keys


@dataclass(frozen=True, slots=True)
class Call:
    body: Mapping[str, Any]
    query: Mapping[str, str] = field(default_factory=dict)


class RobotLine:
    """The connections of one batch; never follows a redirect, speaks with allowed hosts only."""

    def __init__(self, settings: Settings) -> None:
        self.hosts = allowed_hosts(settings)
        self.patience = settings.robot_timeout_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_client" in self.__dict__:
            self._client.close()

    @cached_property
    def _client(self) -> httpx.Client:
        """Opened with the first message: it reads the certificates of the machine, which takes time."""
        return httpx.Client(timeout=self.patience, follow_redirects=False)

    def speaking(self, channel: Channel) -> "Robots":
        return Robots(self, channel)

    def post(self, address: str, call: Call) -> Outcome:
        try:
            with self._client.stream(
                "POST", httpx.URL(address).copy_merge_params(call.query), json=call.body
            ) as answer:
                body = b"".join(islice(answer.iter_bytes(), _CHUNKS))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return failed(Reason.UNREACHABLE, error)
        except httpx.InvalidURL:
            return failed(Reason.FORBIDDEN, permanent=True)
        except httpx.HTTPError as error:
            return unknown(Reason.NO_ANSWER, type(error).__name__)
        return understood(answer.status_code, body)


@dataclass(frozen=True, slots=True)
class Robots:
    """Those of one channel."""

    line: RobotLine
    channel: Channel

    def send(self, address: str, letter: Letter) -> Outcome:
        if not is_allowed(address, self.line.hosts):
            return failed(Reason.FORBIDDEN, permanent=True)
        return self.line.post(address, CALLS[self.channel](letter))


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Origins as `https://host[:port]`; plain http only where the setting writes it out."""
    written = (one.strip().lower().rstrip("/") for one in settings.robot_hosts.split(","))
    return frozenset(one if "://" in one else f"https://{one}" for one in written if one)


def is_allowed(webhook: str, hosts: frozenset[str]) -> bool:
    """Whether a webhook leads to an allowed host and nowhere else; a name before @ is refused."""
    try:
        parts = urlsplit(webhook)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return False
    plain = parts.username is None and parts.password is None and not set(webhook) & set(" \\\r\n\t")
    return plain and f"{parts.scheme}://{parts.hostname}{port}" in hosts


def understood(status: int, body: bytes) -> Outcome:
    """Read the answer: 0 in errcode (WeCom, DingTalk) or code (Feishu) is the only good one."""
    if status >= 500:
        return failed(Reason.SERVER, f"HTTP {status}")
    if status == 429:
        return failed(Reason.LATER, f"HTTP {status}")
    if status >= 300:
        reason = Reason.FORBIDDEN if status < 400 else Reason.ROBOT
        return failed(reason, f"HTTP {status}", permanent=True)
    try:
        answer = json.loads(body)
        code = int(answer["errcode"] if "errcode" in answer else answer["code"])
    except (ValueError, KeyError, TypeError):
        return unknown(Reason.NO_ANSWER, body[:200].decode("utf-8", "replace"))
    if code == 0:
        return DELIVERED
    said = answer.get("errmsg") or answer.get("msg") or ""
    return failed(Reason.ROBOT, f"{code} {said}", permanent=code not in PASSING)


def _text(letter: Letter) -> str:
    return letter.text if len(letter.text) <= LONGEST else letter.text[: LONGEST - 1] + "…"


def wecom(letter: Letter) -> Call:
    return Call({"msgtype": "text", "text": {"content": _text(letter)}})


def dingtalk(letter: Letter) -> Call:
    """With a secret the address carries time (ms) and HMAC-SHA256 of time and secret, by the secret."""
    body = {"msgtype": "text", "text": {"content": _text(letter)}}
    if not letter.secret:
        return Call(body)
    stamp = str(int(letter.at.timestamp() * 1000))
    return Call(body, {"timestamp": stamp, "sign": _signed(letter.secret, f"{stamp}\n{letter.secret}")})


def feishu(letter: Letter) -> Call:
    """With a secret the body carries time in seconds and HMAC-SHA256 of nothing, by time and secret."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": _text(letter)}}
    if letter.secret:
        stamp = str(int(letter.at.timestamp()))
        body |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{letter.secret}", "")}
    return Call(body)


def _signed(key: str, message: str) -> str:
    made = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(made).decode()


CALLS: dict[Channel, Callable[[Letter], Call]] = {
    Channel.WECOM: wecom,
    Channel.DINGTALK: dingtalk,
    Channel.FEISHU: feishu,
}
