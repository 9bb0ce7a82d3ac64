"""A package of figures as bytes: canonical JSON, its fingerprint and an Ed25519 signature (RFC 8032).

The file that is carried by hand holds the package word for word beside signature and public key, so
that anybody can check it without this site. It names units and places, no person.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coordination.kernel.canonical import canonical, fingerprint, load_json
from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import plain
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _

FORMAT = "coordination-transmission/1"
LARGEST = 20 * 1024 * 1024  # bytes of a file; 2,400 units × 50 figures take 13 MB
MOST_FIGURES = 200_000
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,2})?")
KEY_BYTES = 32
NOT_OURS = _("这不是本系统导出的上报文件。请让下级从“上报记录”里重新下载后再传，不要用别的软件打开保存")


@dataclass(frozen=True, slots=True)
class Sender:
    """`place` is the statistical code of the division of the office."""

    place: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: `subject` is the code of the place it is about, empty for the whole of the sender;
    `reporter` the unit that filed it. Money in 元."""

    subject: str
    subject_name: str
    reporter: str
    indicator: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator as the sender understands it: the receiver compares it with its own catalogue."""

    code: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Package:
    """The frozen figures of one form for one period. `missing` are units that filed nothing; `sources`
    the packages of offices below of which the figures are made up, `place n° fingerprint`."""

    sender: Sender
    form_code: str
    form_name: str
    period: str
    revision: int
    made_at: datetime
    indicators: tuple[Named, ...]
    figures: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """What goes into the file: the text that was signed, its signature, and the key, both in base64."""

    text: str
    signature: str
    public_key: str

    @property
    def digest(self) -> str:
        return fingerprint(self.text)


def write(package: Package) -> str:
    """The package as canonical JSON; figures in the order of place, reporter and indicator."""
    ordered = sorted(package.figures, key=lambda line: (line.subject, line.reporter, line.indicator))
    return canonical(
        {
            "format": FORMAT,
            "sender": {"place": package.sender.place, "name": package.sender.name},
            "form": {"code": package.form_code, "name": package.form_name},
            "period": package.period,
            "revision": package.revision,
            "made_at": package.made_at.isoformat(timespec="seconds"),
            "indicators": [[one.code, one.name, one.unit] for one in package.indicators],
            "figures": [
                [line.subject, line.subject_name, line.reporter, line.indicator, plain(line.value)]
                for line in ordered
            ],
            "missing": list(package.missing),
            "sources": list(package.sources),
        }
    )


def same_figures(one: Package, other: Package) -> bool:
    """Whether two packages say the same; when and as which revision they were made does not count."""
    return (sorted(map(_row, one.figures)), one.missing) == (sorted(map(_row, other.figures)), other.missing)


def _row(line: Line) -> tuple[str, str, str, Decimal]:
    return line.subject, line.reporter, line.indicator, line.value


def read(text: str) -> Package:
    """The package of a canonical text. Raises `Invalid` for anything that is not exactly one."""
    content = load_json(text)
    if not isinstance(content, dict) or content.get("format") != FORMAT or canonical(content) != text:
        raise Invalid(NOT_OURS)
    try:
        return _package(content)
    except (KeyError, TypeError, ValueError) as mistake:
        raise Invalid(NOT_OURS) from mistake


def _package(content: Mapping[str, Any]) -> Package:
    figures = content["figures"]
    if len(figures) > MOST_FIGURES:
        raise Invalid(_("上报文件里有{count}个数，最多{limit}个", count=len(figures), limit=MOST_FIGURES))
    lines = tuple(_line(*row) for row in figures)
    if len({(line.subject, line.reporter, line.indicator) for line in lines}) < len(lines):
        raise ValueError("a figure stands twice")
    made_at, revision = datetime.fromisoformat(_text(content["made_at"])), content["revision"]
    if made_at.tzinfo is None or type(revision) is not int or not 0 < revision < 10_000:
        raise ValueError("no instant or no revision")
    return Package(
        sender=Sender(_text(content["sender"]["place"]), _text(content["sender"]["name"])),
        form_code=_text(content["form"]["code"]),
        form_name=_text(content["form"]["name"]),
        period=str(Period.parse(_text(content["period"]))),
        revision=revision,
        made_at=made_at,
        indicators=tuple(Named(*map(_text, row)) for row in content["indicators"]),
        figures=lines,
        missing=tuple(map(_text, content["missing"])),
        sources=tuple(map(_text, content["sources"])),
    )


def _line(subject: object, subject_name: object, reporter: object, code: object, value: object) -> Line:
    written = _text(value)
    if not NUMBER.fullmatch(written):
        raise ValueError("not a number")
    return Line(_text(subject), _text(subject_name), _text(reporter), _text(code), Decimal(written))


def _text(found: object) -> str:
    if not isinstance(found, str) or len(found) > 300:
        raise TypeError("no text, or too long a one")
    return found


def written_codes(place: str) -> tuple[str, str]:
    """A statistical code as typed, and without the zeros that fill it up to 6 or 12 digits."""
    typed = place.strip()
    return typed, re.sub(r"(00)+$", "", typed)


def make_key() -> tuple[str, str]:
    """A new pair in base64: the private key, of which nobody else may hear, and the public one."""
    private = Ed25519PrivateKey.generate()
    return b64encode(private.private_bytes_raw()).decode(), _public(private)


def _public(private: Ed25519PrivateKey) -> str:
    return b64encode(private.public_key().public_bytes_raw()).decode()


def sign(text: str, private_key: str) -> Signed:
    private = Ed25519PrivateKey.from_private_bytes(b64decode(private_key))
    return Signed(text, b64encode(private.sign(text.encode())).decode(), _public(private))


def is_genuine(signed: Signed) -> bool:
    """Whether the signature is that of the key over exactly this text."""
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(signed.public_key, validate=True))
        key.verify(b64decode(signed.signature, validate=True), signed.text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def to_file(signed: Signed) -> bytes:
    return canonical(
        {
            "algorithm": "Ed25519",
            "package": signed.text,
            "public_key": signed.public_key,
            "signature": signed.signature,
        }
    ).encode()


def from_file(content: bytes) -> Signed:
    """Raises `Invalid` for what is too large, no UTF-8, or no file of ours."""
    if len(content) > LARGEST:
        raise Invalid(_("文件超过{limit}MB，不是上报文件", limit=LARGEST // 1024 // 1024))
    try:
        found = load_json(content.decode())
    except UnicodeDecodeError:
        raise Invalid(NOT_OURS) from None
    except Invalid as refusal:
        raise Invalid(NOT_OURS) from refusal
    if not isinstance(found, dict) or found.get("algorithm") != "Ed25519":
        raise Invalid(NOT_OURS)
    parts = [found.get(name) for name in ("package", "signature", "public_key")]
    if not all(isinstance(part, str) for part in parts):
        raise Invalid(NOT_OURS)
    return Signed(*map(str, parts))


def key_mark(public_key: str) -> str:
    """What two people read to each other over the telephone: 32 hexadecimal digits in groups of four.

    The first half of the SHA-256 of the key; `Invalid` for what is no key.
    """
    try:
        raw = b64decode(public_key.strip(), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise Invalid(_("这不是一把公钥。请从对方“上报密钥”页面整行复制"), field="public")
    digits = sha256(raw).hexdigest()[:32].upper()
    return " ".join(digits[place : place + 4] for place in range(0, 32, 4))


@dataclass(frozen=True, slots=True)
class Kept:
    """What has been received already of one sender, form and period."""

    revision: int
    digest: str


def acceptable(package: Package, digest: str, kept: Sequence[Kept]) -> Text | None:
    """Why a package is not taken in; None when it is the next revision (one that is left out is none's
    fault: what was carried by hand may be lost)."""
    if any(one.digest == digest for one in kept):
        return _("这份文件已经接收过，没有重复接收")
    latest = max((one.revision for one in kept), default=0)
    if package.revision == latest:
        return _("第{revision}次上报已经接收过，内容与这份不同。请对方重新上报一次", revision=latest)
    if package.revision < latest:
        return _(
            "已接收第{latest}次上报，这份是更早的第{revision}次，没有接收",
            latest=latest,
            revision=package.revision,
        )
    return None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that two revisions tell differently; None: it was not there."""

    subject: str
    subject_name: str
    reporter: str
    indicator: str
    before: Decimal | None
    after: Decimal | None


def changes(before: Iterable[Line], after: Iterable[Line]) -> list[Change]:
    """What the newer revision says otherwise, in the order of place, reporter and indicator."""
    old, new = ({_row(line)[:3]: line for line in lines} for lines in (before, after))
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        values = was.value if was else None, now.value if now else None
        if values[0] != values[1]:
            line = now or was
            assert line is not None  # noqa: S101  the key is of one of both
            found.append(Change(line.subject, line.subject_name, line.reporter, line.indicator, *values))
    return found
