"""The faces of official documents: which are wanted, which are there, how they sit on the line."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from coordination.config import settings

TEX_FOLDER = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
ASCII = (*range(0x20, 0x7F), 0xA0)


@dataclass(frozen=True)
class Role:
    """A place in the layout: the official faces by full name, then the free ones, then families."""

    key: str
    label: str
    official: tuple[str, ...]
    free: tuple[str, ...]
    families: tuple[str, ...]
    weight: str = "normal"
    sample: str = "国"


SERIF, SANS = ("Noto Serif CJK SC", "Noto Sans CJK SC"), ("Noto Sans CJK SC", "Noto Serif CJK SC")
ROLES = (
    Role(
        "fang",
        "仿宋",
        ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋"),
        ("FandolFang R",),
        SERIF,
    ),
    Role(
        "biaosong",
        "小标宋",
        ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
        ("FandolSong Bold",),
        SERIF,
        weight="bold",
    ),
    Role("hei", "黑体", ("SimHei", "黑体", "STHeiti", "华文黑体"), ("FandolHei Bold",), SANS, weight="bold"),
    Role(
        "kai",
        "楷体",
        ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "华文楷体"),
        ("FandolKai", "AR PL KaitiM GB"),
        SERIF,
    ),
    Role("song", "宋体", ("SimSun", "宋体", "STSong", "华文宋体"), ("FandolSong",), ("SimSun", *SERIF)),
    Role("digits", "数字", ("Times New Roman",), ("Liberation Serif",), (), sample="8"),
)


@dataclass(frozen=True)
class Face:
    """What a role resolves to: the embedded name, and the rise of the baseline above mid-line in em."""

    label: str
    name: str
    official: bool
    family: str
    weight: str
    rise: float

    def ink(self, text: str) -> tuple[float, float]:
        """Lowest and highest ink of text against the baseline, in em, from the glyphs' bounds."""
        return _ink(self.family, self.weight, text)


class _FontFiles(URLFetcher):  # type: ignore[misc]
    """Serves the resolved font files to the configuration, never to a document."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, path = url.partition(":")
        return URLFetcherResponse(url, _half_width(path) if scheme == "half" else Path(path).read_bytes())


def _half_width(path: str) -> bytes:
    """The face cut down to ASCII, so that quotation marks and dashes stay full width."""
    cut, out = subset.Subsetter(), BytesIO()
    cut.options.name_IDs, cut.options.notdef_outline = ["*"], True
    cut.options.drop_tables += ["FFTM"]
    cut.populate(unicodes=ASCII)
    with TTFont(path, recalcTimestamp=False) as font:
        cut.subset(font)
        font.save(out)
    return out.getvalue()


def folders() -> tuple[Path, ...]:
    """Folders read besides the system's: that of the settings, then TeX's with its Fandol."""
    return settings().font_dir or settings().instance_path / "fonts", TEX_FOLDER


@lru_cache(maxsize=4)
def _loose(places: tuple[Path, ...]) -> dict[str, Path]:
    """Full and PostScript names of the font files in folders the system does not list."""
    names: dict[str, Path] = {}
    for place in reversed(places):
        for path in sorted([*place.glob("*.otf"), *place.glob("*.ttf")]):
            with TTFont(path, lazy=True) as font:
                records = [record for record in font["name"].names if record.nameID in (4, 6)]
                names.update({record.toUnicode().lower(): path for record in records})
    return names


def _installed(config: object, name: str) -> Path | None:
    """The system's font file of exactly this full or PostScript name; collections are refused."""
    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcConfigSubstitute(config, pattern, fontconfig.FcMatchFont)
    fontconfig.FcDefaultSubstitute(pattern)
    for tag in (b"fullname", b"postscriptname"):
        fontconfig.FcPatternAddString(pattern, tag, name.encode())
    match = fontconfig.FcFontMatch(config, pattern, ffi.new("FcResult *"))
    if match == ffi.NULL:
        return None
    found = ffi.new("FcChar8 **")

    def value(tag: bytes) -> str:
        status = fontconfig.FcPatternGetString(match, tag, 0, found)
        return ffi.string(found[0]).decode() if status == 0 else ""

    if name.lower() not in (value(b"fullname").lower(), value(b"postscriptname").lower()):
        return None
    path = Path(value(b"file"))
    return None if path.suffix.lower() == ".ttc" else path


@dataclass(frozen=True)
class Typefaces:
    """The faces of one process and the configuration that holds them."""

    configuration: FontConfiguration
    faces: dict[str, Face]

    def family(self, key: str) -> str:
        """The font-family list of a role for a stylesheet."""
        return self.faces[key].family


@lru_cache(maxsize=1)
def typefaces() -> Typefaces:
    """Resolve every role once per process; the configuration is kept, since building it costs a third."""
    configuration = FontConfiguration()
    families = {role.key: _declare(configuration, role) for role in ROLES}
    faces = {role.key: _measure(configuration, role, *families[role.key]) for role in ROLES}
    return Typefaces(configuration, faces)


def fonts() -> dict[str, Face]:
    """The face each role resolves to, named by the name table of the font that gets embedded."""
    return {face.label: face for face in typefaces().faces.values()}


def missing() -> tuple[str, ...]:
    """Labels of the roles that no official face serves on this machine."""
    return tuple(face.label for face in fonts().values() if not face.official)


def _declare(configuration: FontConfiguration, role: Role) -> tuple[str, bool]:
    """Register the first face that is there; its alias is its PostScript name, which the PDF shows."""
    loose, families = _loose(folders()), list(role.families)
    for name in (*role.official, *role.free):
        path = loose.get(name.lower()) or _installed(configuration._config, name)
        if path is None:
            continue
        half = role.key == "digits"  # another name, since fontconfig would find the whole face by its own
        with TTFont(path, lazy=True) as font:
            alias = font["name"].getDebugName(6) + ("-Half" if half else "")
        source = f"{'half' if half else 'face'}:{path}"
        descriptors = {"font_family": alias, "src": [("external", source)], "font_weight": role.weight}
        configuration.add_font_face(descriptors, _FontFiles())
        return ", ".join(f'"{family}"' for family in [alias, *families]), name in role.official
    return ", ".join(f'"{family}"' for family in families or role.free), False


def _measure(configuration: FontConfiguration, role: Role, family: str, official: bool) -> Face:
    document = _sample(configuration, family, role.weight, role.sample)
    text = next(box for box in document.pages[0]._page_box.descendants() if isinstance(box, TextBox))
    [(font, _)] = _embedded(document)
    name = font["name"].getDebugName(4)
    rise = (text.position_y + text.baseline) / 100 - 0.5
    return Face(role.label, name, official, family, role.weight, rise)


def _sample(configuration: FontConfiguration, family: str, weight: str, text: str) -> Document:
    html = (
        "<style>@page{size:5000px 200px;margin:0}body{margin:0}"
        f"p{{margin:0;font:{weight} 100px/100px {family}}}</style><p>{escape(text)}"
    )
    return HTML(string=html, url_fetcher=_FontFiles()).render(font_config=configuration)


def _embedded(document: Document) -> list[tuple[TTFont, list[int]]]:
    """The fonts that end in the file, cut down to the glyphs that are used, and these glyphs."""
    document.write_pdf()
    return [(TTFont(BytesIO(font.file_content)), sorted(font.to_unicode)) for font in document.fonts.values()]


@lru_cache(maxsize=512)
def _ink(family: str, weight: str, text: str) -> tuple[float, float]:
    bounds: list[tuple[float, float]] = []
    for font, used in _embedded(_sample(typefaces().configuration, family, weight, text)):
        glyphs, upem = font.getGlyphSet(), font["head"].unitsPerEm
        for glyph in used:
            pen = BoundsPen(glyphs)
            glyphs[font.getGlyphName(glyph)].draw(pen)
            if pen.bounds is not None:
                bounds.append((pen.bounds[1] / upem, pen.bounds[3] / upem))
    return min(low for low, _ in bounds), max(high for _, high in bounds)
