"""A sheet on its way in: bounded, recognised by its content, opened."""

from typing import IO

from coordination.kernel import uploads
from coordination.kernel.errors import Invalid
from coordination.kernel.text import _
from coordination.spreadsheets.grid import Book
from coordination.spreadsheets.opening import opened, recognised

#: A sheet of 2,400 townships and 20 figures has 0.3 MB.
LIMITS = uploads.Limits(size=8 * 1024 * 1024)
TOO_BIG = _("文件超过{limit}MB，没有读取。请删去多余的行、列和图片后再传", limit=LIMITS.size // 1024 // 1024)


def received(stream: IO[bytes], name: str) -> tuple[uploads.Accepted, Book]:
    """The file, not yet stored, and what is in it. Raises Invalid; nothing is left behind then."""
    try:
        file = uploads.accept(stream, name, limits=LIMITS, recognise=recognised)
    except Invalid as refusal:
        if refusal.message.msgid == uploads.too_big(LIMITS).msgid:
            raise Invalid(TOO_BIG) from None
        raise
    try:
        return file, opened(file.path, name)
    except BaseException:
        file.discard()
        raise
