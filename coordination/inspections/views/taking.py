"""Photos of a phone, taken in: nothing but photos, drawn anew, without the place where they were taken."""

from pathlib import Path
from typing import IO

from coordination.kernel import filetypes, uploads
from coordination.kernel.errors import Invalid
from coordination.kernel.refusals import HEAD, Refused, refused
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted

ONLY_PHOTOS = _("这里只收照片（JPG或PNG）。文件请交给联席办。")
PHOTOS = (filetypes.JPEG.content_type, filetypes.PNG.content_type)


def taken(stream: IO[bytes], name: str) -> Accepted:
    """A photo, safe and not yet stored; raises Invalid for whatever is none."""
    return uploads.accept(stream, name, limits=uploads.evidence_limits(), recognise=_photo)


def _photo(path: Path, name: str) -> filetypes.FileType:
    """What is wrong with a picture is told as it is; of everything else, that it is no photo."""
    with path.open("rb") as file:
        looks = refused(file.read(HEAD))
    try:
        found = filetypes.recognise(path, name)
    except Invalid:
        if looks in (Refused.HEIC, Refused.PICTURE):
            raise
        raise Invalid(ONLY_PHOTOS) from None
    if found.family != filetypes.PHOTO:
        raise Invalid(ONLY_PHOTOS)
    return found
