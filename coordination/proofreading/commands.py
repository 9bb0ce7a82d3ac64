"""`coordination proofread`: a document that was written elsewhere, without a database."""

import json
import sys
from typing import BinaryIO

import click

from coordination.proofreading.findings import Finding, Rule
from coordination.proofreading.reading import proofread as read
from coordination.proofreading.wording import COMPREHENSIVE, SPECIAL

_SAID = {
    Rule.CHANGE_RATE: "升降与文中的数字不符",
    Rule.SHARE: "占比与文中的数字不符",
    Rule.SUM: "分项与合计不符",
    Rule.PERSONAL_DATA: "像是个人信息，请删去",
    Rule.LENGTH: "超过篇幅，规定的字数是",
    Rule.IMPERATIVE: "议事协调机构不得向下级党委、政府发布指令",
    Rule.UNBOUND: "查不到来源的数字",
}


@click.command("proofread")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="a list of findings, for other programs")
@click.option("--comprehensive", is_flag=True, help="5,000 characters are allowed instead of 4,000")
def proofread(file: BinaryIO, as_json: bool, comprehensive: bool) -> None:
    """Check the arithmetic, personal data, length and tone of FILE (UTF-8 text; - is the standard input).

    Exit status 0 without findings, 1 with, 2 when the file cannot be read.
    """
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as mistake:
        raise click.UsageError("文件不是 UTF-8 编码 / not UTF-8") from mistake
    findings = read(text, limit=COMPREHENSIVE if comprehensive else SPECIAL)
    if as_json:
        click.echo(json.dumps([one.as_json() for one in findings], ensure_ascii=False, indent=2))
    else:
        for one in findings:
            click.echo(_line(text, one))
        click.echo(f"共{len(findings)}处 / {len(findings)} findings", err=True)
    sys.exit(bool(findings))


def _line(text: str, one: Finding) -> str:
    row = text.count("\n", 0, one.start) + 1
    column = one.start - (text.rfind("\n", 0, one.start) + 1) + 1
    right = f" → {one.expected}" if one.expected else ""
    return f"{row}:{column} {one.rule}  {one.text}{right}  {_SAID[one.rule]}"
