"""The patterns that the product brings along, as its file has them; no database here."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from coordination.document_templates.rules import body_of

FILE = Path(__file__).resolve().parent.parent / "data" / "document-templates.toml"


@dataclass(frozen=True)
class Pattern:
    kind: str
    name: str
    title: str
    body: list[dict[str, Any]]


@cache
def patterns() -> tuple[Pattern, ...]:
    """By kind, in the order of the file."""
    with FILE.open("rb") as file:
        given = tomllib.load(file)["pattern"]
    return tuple(Pattern(one["kind"], one["name"], one["title"], body_of(one["body"])) for one in given)


def pattern_of(kind: str) -> Pattern:
    """KeyError for a kind that has none."""
    return {one.kind: one for one in patterns()}[kind]
