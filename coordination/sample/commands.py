"""`coordination seed`: the sample for a first look, or reference data alone for real use.

Imports stand inside: the command line looks through this module for every command.
"""

import click

from coordination.operation.environment import available
from coordination.operation.refusal import Refused

SHOWN = (
    ("clerk", "联席办经办甲 · clerk, drafts"),
    ("clerk2", "联席办经办乙 · clerk, checks"),
    ("leader", "签发领导 · leader, signs"),
    ("police", "公安联络员 · liaison of the police"),
    ("bank-icbc", "银行联络员 · liaison of a bank"),
    ("carrier-mobile", "运营商联络员 · liaison of a carrier"),
    ("education", "部门联络员 · liaison of a department"),
    ("township-xiuchuan", "秀川街道干部 · township official"),
    ("community", "社区工作者 · community worker"),
    ("auditor", "审计管理员 · auditor"),
    ("sysadmin", "系统管理员 · system administrator"),
    ("city-clerk", "市联席办经办 · clerk of the city above"),
    ("city-leader", "市联席办领导 · leader of the city, keeps its keys"),
    ("tc-clerk", "通城县联席办经办 · clerk of the real example"),
)


@click.command("seed")
@click.option("--reference", is_flag=True, help="Only dictionaries, indicators and holidays; no accounts.")
def seed(reference: bool) -> None:
    """Load the sample district, or with --reference only what every installation needs."""
    from coordination.operation.serving import application

    with available(), application():
        click.echo(_reference() if reference else _sample())


def _reference() -> str:
    from coordination.kernel.db import SYSTEM_SCOPE, acting
    from coordination.sample.reference import load_reference

    with acting(SYSTEM_SCOPE):
        return f"{load_reference()} rows added"


def _sample() -> str:
    from coordination.accounts.passwords import fits
    from coordination.config import settings
    from coordination.sample.loading import load
    from coordination.sample.people import sample_password

    try:
        password = sample_password(settings().secret())
    except ValueError as error:
        raise Refused("请先设置 SECRET_KEY，再装入示例数据", str(error)) from error
    return told(password if fits(password, load(password).password_hash) else None)


def told(password: str | None) -> str:
    """The accounts as `make run` shows them; None: the password has been changed since."""
    said = password or "（已修改 · changed since it was set）"
    accounts = "\n".join(f"    {username:<18} {who}" for username, who in SHOWN)
    return f"  示例账号 · sample accounts\n{accounts}\n  密码 · password  {said}\n"
