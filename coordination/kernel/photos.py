"""Photos are drawn anew: what is stored holds pixels only, no place, no device, no foreign bytes."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from PIL import Image, ImageFile, ImageOps

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _

FORMATS = ("JPEG", "PNG", "WEBP")
#: Judged from the header, before a pixel is decoded. Phones take 12 to 50 million.
PIXELS_AT_MOST = 40_000_000
#: The longer side of what is stored, and of a thumbnail.
SIDE_AT_MOST = 3_000
THUMBNAIL = 320
QUALITY = 85
_WITH_ALPHA = ("RGBA", "LA", "PA")

TOO_MANY_PIXELS = _(
    "照片尺寸太大，超过{limit}万像素。请在手机里选较小的尺寸，或截图后再传", limit=PIXELS_AT_MOST // 10_000
)
BROKEN = _("照片打不开，可能没有传完整。请重新拍照或重新选取后再传")


def redraw(source: Path, target: Path, *, side: int = SIDE_AT_MOST, as_photo: bool = False) -> str:
    """Write the picture of `source` to `target`, upright and within `side` pixels; its content type.

    A picture with transparency, or one that came as PNG, stays PNG unless `as_photo`; all others become
    JPEG. Raises Invalid for too many pixels and for what cannot be decoded to its end.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for everybody
    try:
        with Image.open(source, formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS_AT_MOST:
                raise Invalid(TOO_MANY_PIXELS)
            png = not as_photo and (opened.format == "PNG" or _transparent(opened))
            opened.draft("RGB", (side, side))
            picture = _upright(opened, side)
        picture = _in_colours(picture, png=png)
        picture.info = {}
        if png:
            picture.save(target, "PNG")
            return "image/png"
        picture.save(target, "JPEG", quality=QUALITY)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(TOO_MANY_PIXELS) from None
    except OSError as error:
        if error.errno is not None:
            raise  # the disk's trouble, not the picture's
        raise Invalid(BROKEN) from None
    except (ValueError, SyntaxError, TypeError, IndexError, KeyError, ArithmeticError):
        raise Invalid(BROKEN) from None
    return "image/jpeg"


def _upright(opened: Image.Image, side: int) -> Image.Image:
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def _transparent(picture: Image.Image) -> bool:
    return picture.mode in _WITH_ALPHA or "transparency" in picture.info


def _in_colours(picture: Image.Image, *, png: bool) -> Image.Image:
    """In a mode that the format can hold; what shines through becomes white in a JPEG."""
    if png:
        return picture.convert("RGBA" if _transparent(picture) else "L" if picture.mode == "L" else "RGB")
    if _transparent(picture):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture if picture.mode == "L" else picture.convert("RGB")


def thumbnail(source: Path, target: Path) -> Path:
    """The small picture of a stored photo at `target`, drawn the first time it is asked for."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, delete=False) as file:
            drawing = Path(file.name)
        try:
            redraw(source, drawing, side=THUMBNAIL, as_photo=True)
            drawing.replace(target)
        finally:
            drawing.unlink(missing_ok=True)
    return target
