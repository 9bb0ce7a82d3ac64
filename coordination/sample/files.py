"""The data files of the project, read as they stand."""

import csv
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column name."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> dict[str, Any]:
    """A TOML file."""
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)
