"""`coordination create-account`: the first people of an office, before anybody can invite them.

Imports stand inside: the command line looks through this module for every command. It hands
over `within`, which gives servers and application for the time of the command.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import click

Within = Callable[[], AbstractContextManager[None]]


@click.command("create-account")
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--office", "code", required=True, help="Code of the division of the office.")
@click.option(
    "--function",
    "functions",
    multiple=True,
    default=["system_administrator"],
    show_default=True,
    help="What the account is entrusted with, such as clerk or leader; may be repeated.",
)
@click.pass_obj
def create_account(within: Within, username: str, name: str, code: str, functions: tuple[str, ...]) -> None:
    """Make an account at an office and print its one-time code, good for seven days."""
    from coordination.accounts import services
    from coordination.kernel.db import SYSTEM_SCOPE, acting
    from coordination.kernel.errors import DomainError
    from coordination.kernel.functions import Function
    from coordination.kernel.operations import fresh_key
    from coordination.kernel.policy import SYSTEM
    from coordination.organizations import queries

    try:
        details = services.Details(name=name, functions=frozenset(Function(value) for value in functions))
    except ValueError as error:
        raise click.UsageError(f"--function: {', '.join(Function)}") from error
    key = fresh_key()
    with within(), acting(SYSTEM_SCOPE):
        office = queries.office_at(code)
        if office is None:
            raise click.ClickException(
                f"代码{code}没有联席办，先用 coordination organizations add-office 设立"
                f" / no office at {code}: found one first, coordination organizations add-office"
            )
        try:
            account = services.invite(office, username, details, actor=SYSTEM, operation=key)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(f"账号 / account: {account.username}\n激活码 / one-time code: {services.code_of(key)}")
