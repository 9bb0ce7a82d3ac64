"""Commands for those who develop: reference pages, message catalogue, and the checks of both.

Every click command at the top of this module becomes a command of its own, so the parts of
`check` live in a module of theirs.
"""

import click

from coordination import reference
from coordination.operation import extraction, serving
from coordination.operation.checks import check
from coordination.operation.environment import throwaway

__all__ = ["check", "docs", "messages"]


@click.command()
def docs() -> None:
    """Write the reference pages from the tables of the code."""
    with throwaway():
        reference.write(serving.site())


@click.command()
def messages() -> None:
    """Bring the English catalogue up to date with the sentences of the sources."""
    extraction.update()
    click.echo(f"{len(extraction.untranslated())} sentences have no English text")
