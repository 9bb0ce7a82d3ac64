"""`coordination transmissions verify`: a carried file is checked without a database."""

from pathlib import Path

import click

from coordination.kernel.errors import Invalid
from coordination.transmissions.rules import from_file, is_genuine, key_mark, read


@click.group("transmissions")
def transmissions() -> None:
    """Figures carried between offices."""


@transmissions.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mark", default=None, help="the fingerprint of the key, as read over the telephone")
def verify(file: Path, mark: str | None) -> None:
    """Check the signature of FILE and say what it holds; exit 1 when it was changed or the key differs."""
    try:
        signed = from_file(file.read_bytes())
        package = read(signed.text)
    except Invalid as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    if not is_genuine(signed):
        raise click.ClickException("签名不对，文件被改过或损坏 / the signature does not hold")
    found = key_mark(signed.public_key)
    if mark is not None and mark.replace(" ", "").upper() != found.replace(" ", ""):
        raise click.ClickException(f"公钥指纹不同 / another key: {found}")
    click.echo(
        f"签名有效 / genuine  {package.sender.name}  {package.form_name}  {package.period}"
        f"  n°{package.revision}  {len(package.figures)}  {found}  sha256 {signed.digest}"
    )
