"""`coordination circulars`: the files of an issued document, and whether a file in hand is one of ours.

The parts stand in modules of their own: every command at the top of this one is a command of its own.
"""

import click

from coordination.archive import inspecting, taking


@click.group("circulars")
def circulars() -> None:
    """Issued documents."""


for _command in (*taking.COMMANDS, inspecting.verify):
    circulars.add_command(_command)
del _command
