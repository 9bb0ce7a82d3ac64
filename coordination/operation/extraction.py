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


def extracted() -> Catalog:
    """All sentences as they stand in the sources now."""
    catalogue = Catalog(locale="en", project="coordination", charset="utf-8")
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
    path.write_bytes(_without_dates(buffer.getvalue()))
    return merged


def stored(path: Path = ENGLISH) -> Catalog:
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _without_dates(written: bytes) -> bytes:
    dates = (b'"POT-Creation-Date', b'"PO-Revision-Date')
    return b"".join(line for line in written.splitlines(keepends=True) if not line.startswith(dates))


def untranslated(path: Path = ENGLISH) -> list[str]:
    """Sentences of the sources that the file lacks or leaves empty, or with other places than the Chinese."""
    kept = stored(path)
    missing = []
    for message in extracted():
        known = kept.get(message.id) if message.id else None
        if message.id and (known is None or not _filled(known.string) or list(known.check())):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def _filled(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
