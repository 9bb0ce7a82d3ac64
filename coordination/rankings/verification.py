"""`coordination rankings verify`: apart from commands.py, whose commands all stand at the top level."""

from pathlib import Path

import click

from coordination.kernel.canonical import fingerprint
from coordination.kernel.errors import Invalid
from coordination.rankings.rules.snapshot import recompute


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sha256", default=None, help="the fingerprint recorded when the ranking was frozen")
def verify(file: Path, sha256: str | None) -> None:
    """Recompute a frozen ranking from FILE alone; exit 1 and name the first difference, if any."""
    try:
        text = file.read_bytes().decode()
        difference = recompute(text, sha256)
    except UnicodeDecodeError as mistake:
        raise click.ClickException("文件不是 UTF-8 编码 / not UTF-8") from mistake
    except Invalid as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if difference is not None:
        raise click.ClickException(str(difference.message()))
    click.echo(f"重算一致 / recomputed, no difference  sha256 {fingerprint(text)}")
