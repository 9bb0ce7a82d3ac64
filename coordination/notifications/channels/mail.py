"""Mail: one connection for a batch, and the answer of each step read for what it means.

Up to the word DATA a break means that nothing was sent. After the text has begun to leave,
a break leaves a doubt: the server may have kept the message before it fell silent.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Self

from coordination.config import Settings
from coordination.notifications.channels.letter import Letter
from coordination.notifications.rules import DELIVERED, Outcome, Reason, failed, is_mail_address, unknown

_BROKEN = (smtplib.SMTPException, OSError)


class Post:
    """A line to the mail server, opened with the first letter and again when it broke."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            with suppress(*_BROKEN):
                self._line.quit()
        self._hang_up()

    def send(self, address: str, letter: Letter) -> Outcome:
        if not is_mail_address(address):
            return failed(Reason.FORBIDDEN, permanent=True)
        message = as_message(letter, self.settings.smtp_from, address)
        if (refusal := self._begin(address)) is not None:
            return refusal
        return self._hand_over(message)

    def _begin(self, address: str) -> Outcome | None:
        """Up to DATA; a line that has gone stale since the last letter is opened once more."""
        kept = self._line is not None
        try:
            return self._address(address)
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            return failed(Reason.SIGN_IN, _words(error.smtp_code, error.smtp_error))
        except _BROKEN as error:
            self._hang_up()
            return self._begin(address) if kept else failed(Reason.UNREACHABLE, error)

    def _address(self, address: str) -> Outcome | None:
        line = self._open()
        sender = parseaddr(self.settings.smtp_from)[1]
        for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{address}>", "DATA"):
            code, words = line.docmd(command)
            if code not in (250, 251, 252, 354):
                self._start_anew(code)
                return refused(code, words)
        return None

    def _hand_over(self, message: EmailMessage) -> Outcome:
        assert self._line is not None  # noqa: S101  opened by _begin
        try:
            self._line.send(_ended(message.as_bytes(policy=SMTP)))
            code, words = self._line.getreply()
        except _BROKEN as error:
            self._hang_up()
            return unknown(Reason.NO_ANSWER, error)
        if code == 250:
            return DELIVERED
        self._start_anew(code)
        return refused(code, words)

    def _open(self) -> smtplib.SMTP:
        if self._line is None:
            self._line = _connected(self.settings)
        return self._line

    def _start_anew(self, code: int) -> None:
        """Forget the letter that was refused, keep the line unless the server says goodbye."""
        try:
            if code == 421 or self._line is None or self._line.rset()[0] != 250:
                self._hang_up()
        except _BROKEN:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def as_message(letter: Letter, sender: str, address: str) -> EmailMessage:
    """The letter as RFC 5322 has it; its Message-ID stays the same in a second attempt."""
    message = EmailMessage()
    host = parseaddr(sender)[1].partition("@")[2] or "localhost"
    message["From"] = sender
    message["To"] = address
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<delivery.{letter.number}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def refused(code: int, words: bytes) -> Outcome:
    """5yz is for good, all else may pass: greylisting, a full disk, too many at once (RFC 5321, 4.2.1)."""
    permanent = 500 <= code <= 599
    return failed(Reason.REFUSED if permanent else Reason.LATER, _words(code, words), permanent=permanent)


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port, patience = settings.smtp_host, settings.smtp_port, settings.smtp_timeout_seconds
    line: smtplib.SMTP
    if settings.smtp_tls == "tls":
        line = smtplib.SMTP_SSL(host, port, timeout=patience, context=ssl.create_default_context())
    else:
        line = smtplib.SMTP(host, port, timeout=patience)
    try:
        line.ehlo_or_helo_if_needed()
        if settings.smtp_tls == "starttls":
            line.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            line.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        line.close()
        raise
    return line


def _ended(text: bytes) -> bytes:
    """With its end, in one piece: a small second packet would wait 40 ms for the other side's word."""
    doubled = re.sub(rb"(?m)^\.", b"..", text)
    return doubled + (b".\r\n" if doubled.endswith(b"\r\n") else b"\r\n.\r\n")


def _words(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {said}"
