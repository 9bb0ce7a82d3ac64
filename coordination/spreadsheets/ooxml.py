"""What an .xlsx says besides its values: size, hidden rows, formulas, errors, percent formats, merges.

The XML is walked once, before the cells are built, so that a file cannot make the reader build more
than the limits allow. Source: ECMA-376, part 1, SpreadsheetML.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import limits, refusals
from coordination.spreadsheets.grid import Marks, Span, Spot, address, spot

WORKBOOK = "xl/workbook.xml"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Number formats of the standard that show percent.
PERCENT_FORMATS = frozenset({9, 10})
Attributes = Mapping[str, str]


@dataclass(slots=True)
class Package:
    """The parts of a workbook. `parts` maps a sheet's name to the name of its part."""

    archive: ZipFile
    parts: dict[str, str] = field(default_factory=dict)
    percent_styles: frozenset[str] = frozenset()
    linked: bool = False
    properties: dict[str, str] = field(default_factory=dict)


def package(archive: ZipFile) -> Package:
    """The workbook's directory; Invalid for what is broken, swollen or carries a DTD."""
    targets = _targets(archive)
    found = Package(archive)
    names = {name.lower(): name for name in archive.namelist()}

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            target = targets.get(next((v for k, v in attributes.items() if _local(k) == "id"), ""), "")
            found.parts[attributes.get("name", "")] = names.get(target.lower(), "")

    _walk(_part(archive, WORKBOOK), sheet)
    found.percent_styles = _percent_styles(archive, names)
    found.linked = any(name.startswith("xl/externallinks/") for name in names)
    found.properties = _properties(archive, names)
    return found


def marks(package: Package, sheet: str) -> Marks:
    """What one sheet says besides its values; Invalid when it is larger than we read."""
    name = package.parts.get(sheet, "")
    if not name:
        raise Invalid(refusals.BROKEN)
    content = _part(package.archive, name)
    scan = _Scan(content, package.percent_styles)
    if not scan.fits():
        _parse(content, _Filled().begin)
    return Marks(scan.hidden, scan.formulas, scan.errors, scan.percents, scan.merged, walked=True)


class _Scan:
    """Notes what stands out; `refs` are the addresses of all cells, filled or only painted."""

    def __init__(self, content: bytes, percent_styles: frozenset[str]) -> None:
        self.percent_styles = percent_styles
        self.refs: list[str] = []
        self.hidden: set[int] = set()
        self.formulas: set[Spot] = set()
        self.errors: dict[Spot, str] = {}
        self.percents: set[Spot] = set()
        self.merged: list[Span] = []
        self.row, self.column = -1, -1
        self.parser = _parser()
        self.parser.StartElementHandler = self._root
        _run(self.parser, content)

    def _root(self, name: str, _attributes: list[str]) -> None:
        """From the root on: names with its prefix. One closure, for it is called for every cell."""
        prefix = name.removesuffix("worksheet")
        cell, value, add = f"{prefix}c", f"{prefix}v", self.refs.append
        others = {
            f"{prefix}f": self._formula,
            f"{prefix}row": self._row,
            f"{prefix}mergeCell": self._merge,
        }

        def begin(name: str, attributes: list[str]) -> None:
            if name == value:
                return
            if name == cell:
                if len(attributes) == 2 and attributes[0] == "r":
                    add(attributes[1])
                else:
                    self._cell(dict(zip(attributes[::2], attributes[1::2], strict=True)))
            elif name in others:
                others[name](dict(zip(attributes[::2], attributes[1::2], strict=True)))

        self.parser.StartElementHandler = begin

    def _cell(self, attributes: Attributes) -> None:
        """`r` may be left out: then a cell stands after the one before it."""
        here = attributes.get("r")
        if here is None:
            before = spot(self.refs[-1]) if self.refs else (-1, -1)
            column = before[1] + 1 if before[0] == self.row else 0
            limits.within(self.row, column)
            here = address(self.row, column)
        self.refs.append(here)
        if self.percent_styles and attributes.get("s") in self.percent_styles:
            self.percents.add(spot(here))
        if attributes.get("t") == "e":
            self._error(spot(here))

    def _error(self, at: Spot) -> None:
        """Its word follows, after the formula that led to it, within the same cell."""
        words: list[str] = []

        def end(name: str) -> None:
            if _local(name) == "f":
                words.clear()
            if _local(name) == "c":
                self.errors[at] = "".join(words).strip() or "#N/A"
                self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

        self.parser.CharacterDataHandler = words.append
        self.parser.EndElementHandler = end

    def _formula(self, _attributes: Attributes) -> None:
        if self.refs:
            self.formulas.add(spot(self.refs[-1]))

    def _row(self, attributes: Attributes) -> None:
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        if attributes.get("hidden") in ("1", "true"):
            self.hidden.add(self.row)

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        self.merged.append((spot(first), spot(last or first)))

    def fits(self) -> bool:
        """Whether every cell lies within the limits, painted ones too."""
        limits.few_enough(len(self.refs))
        columns = {ref.rstrip("0123456789") for ref in self.refs}
        rows = {ref.lstrip(LETTERS) for ref in self.refs}
        return all(spot(f"{name}1")[1] < limits.COLUMNS_AT_MOST for name in columns) and all(
            int(row) <= limits.ROWS_AT_MOST for row in rows
        )


class _Filled:
    """Refuses the first cell beyond the limits that holds something; paint alone is no content."""

    def __init__(self) -> None:
        self.at: Spot = (0, 0)

    def begin(self, name: str, attributes: list[str]) -> None:
        local = _local(name)
        if local == "c":
            self.at = spot(dict(zip(attributes[::2], attributes[1::2], strict=True)).get("r", "A1"))
        elif local in ("v", "is", "f"):
            limits.within(*self.at)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _part(archive: ZipFile, name: str) -> bytes:
    """The bytes of a part; Invalid when it is missing, broken or too large."""
    try:
        if archive.getinfo(name).file_size > limits.PART_AT_MOST:
            raise Invalid(refusals.TOO_LARGE)
        return archive.read(name)
    except (KeyError, BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Invalid(refusals.BROKEN) from None


def _parser() -> expat.XMLParserType:
    """A reader of XML that refuses a DTD before anything in it is believed."""

    def refuse(*_: object) -> None:
        raise Invalid(refusals.ENTITIES)

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _run(parser: expat.XMLParserType, content: bytes) -> None:
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, KeyError):
        raise Invalid(refusals.BROKEN) from None


def _parse(
    content: bytes, begin: Callable[[str, list[str]], object], text: Callable[[str], object] | None = None
) -> None:
    parser = _parser()
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = text
    _run(parser, content)


def _walk(content: bytes, begin: Callable[[str, Attributes], object]) -> None:
    """As `_parse`, for small parts: local names, attributes by name."""
    _parse(content, lambda name, flat: begin(_local(name), dict(zip(flat[::2], flat[1::2], strict=True))))


def _targets(archive: ZipFile) -> dict[str, str]:
    """The names of parts by the relations of the workbook."""
    found: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)
            found[attributes.get("Id", "")] = path

    _walk(_part(archive, "xl/_rels/workbook.xml.rels"), relation)
    return found


def _percent_styles(archive: ZipFile, names: Mapping[str, str]) -> frozenset[str]:
    """The numbers of the cell styles that show percent."""
    if "xl/styles.xml" not in names:
        return frozenset()
    formats, styles, place = set(PERCENT_FORMATS), [], ""

    def look(name: str, attributes: Attributes) -> None:
        nonlocal place
        if name in ("cellXfs", "cellStyleXfs", "dxfs"):
            place = name
        elif name == "numFmt" and "%" in attributes.get("formatCode", ""):
            formats.add(int(attributes.get("numFmtId", "-1")))
        elif name == "xf" and place == "cellXfs":
            styles.append(int(attributes.get("numFmtId", "0")))

    _walk(_part(archive, names["xl/styles.xml"]), look)
    return frozenset(str(number) for number, style in enumerate(styles) if style in formats)


def _properties(archive: ZipFile, names: Mapping[str, str]) -> dict[str, str]:
    """The document's own properties, where a template keeps what it is once more."""
    found: dict[str, str] = {}
    if "docprops/custom.xml" not in names:
        return found
    last = [""]

    def begin(name: str, flat: list[str]) -> None:
        if _local(name) == "property":
            last[0] = dict(zip(flat[::2], flat[1::2], strict=True)).get("name", "")

    def text(words: str) -> None:
        if last[0]:
            found[last[0]] = found.get(last[0], "") + words

    _parse(_part(archive, names["docprops/custom.xml"]), begin, text)
    return found


def archive_of(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except (BadZipFile, OSError, NotImplementedError):
        raise Invalid(refusals.BROKEN) from None
