"""Real bytes of each kind of file: photos, documents, and what pretends to be one."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

TYPES = '<?xml version="1.0"?><Types>{content}</Types>'
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document", "msi": "!_Tables"}
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def photo(format: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def located(orientation: int = 6) -> bytes:
    """A photo as phones write it: turned by a tag, with maker and place."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "PhoneMaker"
    exif.get_ifd(GPS).update({1: "N", 2: tuple(IFDRational(n) for n in (36, 3, 40))})
    return photo(exif=exif)


def noise(megabytes: float) -> bytes:
    """A photo of about this size: pixels that do not compress."""
    side = int((megabytes * 1024 * 1024 / 1.5) ** 0.5)
    out = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def pixel_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that claims 900 million pixels."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def pdf() -> bytes:
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def office(kind: str, *, macros: bool = False, **more: bytes) -> bytes:
    """docx, xlsx, pptx with their main part; `more` are further parts, `__` standing for a slash."""
    types = "application/vnd.ms-word.document.macroEnabled" if macros else "main+xml"
    parts = {
        "[Content_Types].xml": TYPES.format(content=types).encode(),
        MAIN[kind]: b'<?xml version="1.0"?><a/>',
    }
    return zipped(parts | {name.replace("__", "/"): content for name, content in more.items()})


def ofd() -> bytes:
    return zipped({"OFD.xml": b'<?xml version="1.0"?><ofd:OFD/>', "Doc_0/Document.xml": b"<ofd:Document/>"})


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return out.getvalue()


def ole(kind: str, *names: str) -> bytes:
    """The head of an OLE file and a directory with the stream of this kind."""
    entries = [_entry("Root Entry"), *(_entry(name) for name in (STREAMS[kind], *names))]
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + b"".join(entries).ljust(512, b"\0")


def _entry(name: str) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (written.ljust(64, b"\0") + struct.pack("<H", len(written))).ljust(128, b"\0")
