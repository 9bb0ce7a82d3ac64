"""`coordination score`: a ranking from two files, without a database."""

from pathlib import Path

import click

from coordination.kernel.errors import Invalid
from coordination.rankings import verification
from coordination.rankings.rules.exchange import parse_scheme, parse_values, result_json
from coordination.rankings.rules.scoring import score as score_units
from coordination.schemes.rules.scheme import validate

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("score")
@click.argument("scheme", type=READABLE)
@click.argument("values", type=READABLE)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="RESULT.json")
def score(scheme: Path, values: Path, out: Path) -> None:
    """Score the units of VALUES (csv) by SCHEME (json) and write the ranking to --out."""
    try:
        rules = parse_scheme(scheme.read_text("utf-8"))
        validate(rules)
        lines = score_units(rules, parse_values(values.read_text("utf-8"), rules))
    except UnicodeDecodeError as mistake:
        raise click.ClickException("文件不是 UTF-8 编码 / not UTF-8") from mistake
    except Invalid as refusal:
        raise click.ClickException("\n".join(str(text) for text in _messages(refusal))) from refusal
    try:
        out.write_text(result_json(lines), "utf-8")
    except OSError as mistake:
        raise click.FileError(str(out), mistake.strerror) from mistake


def _messages(refusal: Invalid) -> list[object]:
    """Every problem of a scheme with its field, or the one message there is."""
    many = [f"{field}：{text}" for field, text in refusal.errors.items()]
    return [*many] if len(many) > 1 else [refusal.message]


@click.group("rankings")
def rankings() -> None:
    """Frozen rankings."""


rankings.add_command(verification.verify)
