"""The message catalogue: gather every sentence of the code and the templates, and see what lacks English."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from coordination.config import ROOT

ENGLISH = ROOT / "coordination" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
FOLDERS = ("coordination", "templates")
HEADER = "# English messages of the coordination platform; msgids are the Chinese sentences of the sources."
LEFT_OUT = (b'"POT-Creation', b'"PO-Revision', b'"Report-Msgid', b'"Last-Translator', b'"Language-Team')


def extracted() -> Catalog:
    """All sentences as they stand in the sources now."""
    catalogue = Catalog("en", project="coordination", version="1", header_comment=HEADER, fuzzy=False)
    for folder in FOLDERS:
        found = extract_from_dir(ROOT / folder, METHODS, OPTIONS, KEYWORDS)
        for name, line, message, _comments, context in found:
            catalogue.add(message, None, [(f"{folder}/{name}", line)], context=context)
    return catalogue


def update(path: Path = ENGLISH) -> Catalog:
    """Bring the English file up to date: new sentences empty, vanished ones dropped. Answers it."""
    kept = stored(path)
    merged = extracted()
    for message in merged:
        known = kept.get(message.id) if message.id else None
        if known is not None:
            message.string = known.string
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, merged, sort_output=True, no_location=True, omit_header=False, width=100)
    path.write_bytes(_without_noise(buffer.getvalue()))
    return merged


def stored(path: Path = ENGLISH) -> Catalog:
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _without_noise(written: bytes) -> bytes:
    """The file without the lines that change with the day or name nobody."""
    return b"".join(line for line in written.splitlines(keepends=True) if not line.startswith(LEFT_OUT))


def untranslated(path: Path = ENGLISH) -> list[str]:
    """Sentences of the sources that the file lacks or leaves empty, or with other places than the Chinese."""
    kept = stored(path)
    missing = []
    for message in extracted():
        known = kept.get(message.id) if message.id else None
        if message.id and (known is None or not _filled(known.string) or any(True for _ in known.check())):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def _filled(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
