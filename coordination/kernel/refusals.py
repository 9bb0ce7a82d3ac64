"""Files that are not taken as evidence: what they look like, and what to do instead."""

from enum import StrEnum

import puremagic

from coordination.kernel.text import Text, _

#: So many bytes from the start are looked at.
HEAD = 4096


class Refused(StrEnum):
    """Kinds of files that are known and not taken."""

    PROGRAM = "program"
    ARCHIVE = "archive"
    MARKUP = "markup"
    HEIC = "heic"
    PICTURE = "picture"
    MEDIA = "media"
    PLAIN = "plain"
    UNKNOWN = "unknown"


WHY: dict[Refused, Text] = {
    Refused.PROGRAM: _("这是程序文件，不能上传。材料请用照片、PDF、Word、Excel、PPT或OFD"),
    Refused.ARCHIVE: _("这是压缩包，不能上传。请解压后把里面的文件逐个上传"),
    Refused.MARKUP: _("这是网页或矢量图文件，不能上传。请打印成PDF或截图后再传"),
    Refused.HEIC: _("这是HEIC照片，多数电脑打不开。请截图，或把手机相机格式改为“兼容性最佳”后重拍"),
    Refused.PICTURE: _("不收这种图片。请另存为JPG或PNG后再传"),
    Refused.MEDIA: _("这是视频或录音，不能上传。请截图，或写成文字说明"),
    Refused.PLAIN: _("这是纯文本文件，不能上传。请把内容写进反馈说明，或存为Word、PDF后再传"),
    Refused.UNKNOWN: _("认不出这是什么文件。材料请用照片、PDF、Word、Excel、PPT或OFD"),
}
_STARTS: dict[bytes, Refused] = {
    b"MZ": Refused.PROGRAM,
    b"\x7fELF": Refused.PROGRAM,
    b"#!": Refused.PROGRAM,
    b"\xca\xfe\xba\xbe": Refused.PROGRAM,
    b"\xcf\xfa\xed\xfe": Refused.PROGRAM,
    b"dex\n": Refused.PROGRAM,
    b"Rar!": Refused.ARCHIVE,
    b"7z\xbc\xaf": Refused.ARCHIVE,
    b"\x1f\x8b": Refused.ARCHIVE,
    b"BZh": Refused.ARCHIVE,
    b"\xfd7zXZ": Refused.ARCHIVE,
    b"GIF8": Refused.PICTURE,
    b"BM": Refused.PICTURE,
    b"II*\x00": Refused.PICTURE,
    b"MM\x00*": Refused.PICTURE,
}
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def refused(head: bytes) -> Refused:
    """What the first bytes of a file that is not taken look like."""
    if head[4:8] == b"ftyp":
        return Refused.HEIC if head[8:12] in _HEIC else Refused.MEDIA
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<")):
        return Refused.MARKUP
    started = next((why for start, why in _STARTS.items() if head.startswith(start)), None)
    return started or _by_magic(head)


def _by_magic(head: bytes) -> Refused:
    try:
        found = [str(match.mime_type) for match in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        found = []
    if any(mime.startswith(("video/", "audio/")) for mime in found):
        return Refused.MEDIA
    if any(mime.startswith("image/") for mime in found):
        return Refused.PICTURE
    return Refused.PLAIN if _is_text(head) else Refused.UNKNOWN


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: HEAD - 4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
        return True
    return False
