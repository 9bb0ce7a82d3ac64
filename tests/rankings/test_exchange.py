"""The published formats, as somebody outside would write and read them."""

import csv
import io
import json
from decimal import Decimal as D

import click
import pytest
from click.testing import CliRunner

from coordination.kernel.canonical import canonical, fingerprint
from coordination.kernel.errors import Invalid
from coordination.rankings import commands as commands_module
from coordination.rankings.commands import rankings, score
from coordination.rankings.rules import Entry, NotAssessed, Source, snapshot
from coordination.rankings.rules.exchange import (
    parse_scheme,
    parse_values,
    result_json,
    scheme_content,
)
from coordination.rankings.rules.scoring import score as score_units
from coordination.rankings.rules.snapshot import recompute

SCHEME = """{"name": "乡镇月度考核（示例）", "min_cohort": 3, "bonus_cap": "5", "items": [
  {"code": "warn", "title": "劝阻成功率", "weight": "40", "direction": "higher", "method": "target",
   "target": "95"},
  {"code": "loss", "title": "损失环比", "weight": "30", "direction": "lower", "method": "minmax"},
  {"code": "late", "title": "迟报", "weight": "20", "direction": "lower", "method": "deduct",
   "per_event": "2", "max_deduction": "10"},
  {"code": "visit", "title": "入户率", "weight": "10", "direction": "higher", "method": "steps",
   "steps": [["90", "1"], ["80", "0.6"]]}]}"""

VALUES = """cohort,order,unit,warn,loss,late,visit,bonus,veto
乡镇,1,隽水镇,85.5,-28.19,0,92,,
乡镇,2,"五里,镇",95,,1,85,7,
乡镇,3,关刀镇,NA,12.5,6,79.99,1.25,
街道,1,城东街道,90,0,0,90,,瞒报案件
"""


def lines():
    scheme = parse_scheme(SCHEME)
    return score_units(scheme, parse_values(VALUES, scheme))


def test_a_ranking_from_the_two_files_worked_by_hand():
    found = json.loads(result_json(lines()))
    assert [(row["cohort"], row["unit"], row["state"], row["rank"], row["total"]) for row in found] == [
        ("乡镇", "隽水镇", "ranked", 1, "96.00"),
        ("乡镇", "五里,镇", "ranked", 2, "69.00"),
        ("乡镇", "关刀镇", "ranked", 3, "17.92"),
        ("街道", "城东街道", "veto", None, "97.89"),
    ]
    assert found[2]["items"] == {
        "warn": {"value": None, "weight": "0.000000", "points": "0.000000"},
        "loss": {"value": "12.5", "weight": "50.000000", "points": "0.000000"},
        "late": {"value": "6", "weight": "33.333333", "points": "16.666667"},
        "visit": {"value": "79.99", "weight": "16.666667", "points": "0.000000"},
    }
    assert found[1]["items"]["loss"] == {"value": None, "weight": "30.000000", "points": "0.000000"}


def test_a_scheme_survives_writing_and_reading():
    scheme = parse_scheme(SCHEME)
    assert parse_scheme(canonical(scheme_content(scheme))) == scheme


def changed(**parts):
    content = json.loads(SCHEME)
    item = parts.pop("item", {})
    content["items"][0].update(item)
    return json.dumps(content | parts)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "不是 JSON：第1行"),
        ("[]", "要是一个对象"),
        ("[" * 100_000, "JSON"),
        ('{"name": "a", "name": "b", "items": []}', "重复的键"),
        (changed(items={}), "items：要是一个列表"),
        (changed(min_cohort="3"), "min_cohort：要是整数"),
        (changed(min_cohort=True), "min_cohort：要是整数"),
        (changed(name=3), "name：要写成文字"),
        (changed(surplus=1), "不认识的键 surplus"),
        (changed(item={"weigth": "20"}), "不认识的键 weigth"),
        (changed(item={"weight": 20.5}), r"items\[0\].weight：要写成带引号的十进制数"),
        (changed(item={"weight": "1e2"}), "十进制数"),
        (changed(item={"weight": "NaN"}), "十进制数"),
        (changed(item={"weight": True}), "十进制数"),
        (changed(item={"weight": None}), "十进制数"),
        (changed(item={"method": "best"}), "只能是 target、rank、minmax、steps、deduct 之一"),
        (changed(item={"direction": None}), "只能是 higher、lower 之一"),
        (changed(item={"steps": [["1"]]}), "每档写成"),
    ],
)
def test_a_scheme_file_that_cannot_be_read_is_refused_with_the_place(text, message):
    with pytest.raises(Invalid, match=message):
        parse_scheme(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "CSV 是空的"),
        ("\n\n", "CSV 是空的"),
        (VALUES.splitlines()[0], "CSV 里没有单位"),
        (VALUES.replace(",loss", ""), "表头缺少 loss 列"),
        (VALUES.replace("bonus,veto", "bonus,veto,note"), "表头多出或重复了 note 列"),
        (VALUES.replace("late,visit", "late,late,visit"), "表头多出或重复了 late 列"),
        (VALUES.replace("92,,", "92,"), "第2行有8格，要有9格"),
        (VALUES.replace("85.5", "八十"), "第2行 warn 列要填数字"),
        (VALUES.replace("85.5", "1e2"), "第2行 warn 列要填数字"),
        (VALUES.replace("7,\n", "很多,\n"), "第3行 bonus 列要填数字"),
        (VALUES.replace("乡镇,1,", "乡镇,一,"), "第2行 order 列要填整数"),
        (VALUES.replace("乡镇,1,", ",1,"), "第2行没有填 cohort"),
        (VALUES.replace("隽水镇", " "), "第2行没有填 unit"),
        (VALUES.replace('"五里,镇"', '"五里"镇'), "CSV 格式有误"),
    ],
)
def test_a_value_file_that_cannot_be_read_is_refused_with_row_and_column(text, message):
    with pytest.raises(Invalid, match=message):
        parse_values(text, parse_scheme(SCHEME))


def test_columns_may_stand_in_any_order_and_the_file_may_carry_a_byte_order_mark():
    rows = list(csv.reader(io.StringIO(VALUES)))
    turned = io.StringIO()
    csv.writer(turned).writerows(row[::-1] for row in rows)
    scheme = parse_scheme(SCHEME)
    assert parse_values("\ufeff" + turned.getvalue(), scheme) == parse_values(VALUES, scheme)


@pytest.fixture
def files(tmp_path):
    for name, text in (("scheme.json", SCHEME), ("values.csv", VALUES)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run_score(files):
    arguments = [str(files / "scheme.json"), str(files / "values.csv"), "--out", str(files / "result.json")]
    return CliRunner().invoke(score, arguments)


def test_the_command_writes_the_same_bytes_every_time(files):
    assert run_score(files).exit_code == 0
    first = (files / "result.json").read_bytes()
    assert run_score(files).exit_code == 0
    assert (files / "result.json").read_bytes() == first == result_json(lines()).encode()


def test_the_command_refuses_weights_that_do_not_add_up_and_writes_nothing(files):
    (files / "scheme.json").write_text(SCHEME.replace('"40"', '"41"'), "utf-8")
    found = run_score(files)
    assert (found.exit_code, "合计是101，要等于100" in found.output) == (1, True)
    assert not (files / "result.json").exists()


def test_the_command_names_every_problem_of_a_scheme(files):
    (files / "scheme.json").write_text(SCHEME.replace('"95"', '"0"').replace('"2"', '"0"'), "utf-8")
    output = run_score(files).output
    assert "items.warn.target" in output
    assert "items.late.per_event" in output


def test_the_command_refuses_another_encoding(files):
    (files / "values.csv").write_bytes(VALUES.encode("gb18030"))
    assert "UTF-8" in run_score(files).output


def test_the_command_says_where_it_cannot_write(files):
    nowhere = files / "missing" / "result.json"
    found = CliRunner().invoke(
        score, [str(files / "scheme.json"), str(files / "values.csv"), "--out", str(nowhere)]
    )
    assert (found.exit_code, str(nowhere) in found.output) == (1, True)
    assert isinstance(found.exception, SystemExit)


# --- snapshots -------------------------------------------------------------------------------------


def frozen(rows=None):
    scheme = parse_scheme(SCHEME)
    source = Source("填报-17", 2, "张三", "李四")
    rows = rows or [
        *parse_values(VALUES, scheme),
        Entry("新区", "街道", 2, {"warn": D("90.50"), "loss": NotAssessed("无基数")}, excluded="本年新设"),
        Entry("老区", "街道", 3, {"warn": D(9)}, sources={"warn": source}),
    ]
    return snapshot(scheme, rows, {"period": "2026-10", "scheme_version": "3"})


def test_a_snapshot_recomputes_from_its_text_alone():
    taken = frozen()
    assert recompute(taken.text) is None
    assert recompute(taken.text, taken.sha256) is None
    assert canonical(json.loads(taken.text)) == taken.text
    content = json.loads(taken.text)
    assert content["entries"][-1]["sources"]["warn"] == {
        "report": "填报-17",
        "revision": 2,
        "reporter": "张三",
        "reviewer": "李四",
    }
    assert content["entries"][-2]["values"] == {"warn": "90.5", "loss": {"na": "无基数"}}


def test_the_order_of_rows_and_the_scale_of_numbers_leave_the_fingerprint_alone():
    scheme = parse_scheme(SCHEME)
    rows = parse_values(VALUES, scheme)
    again = parse_values(VALUES.replace(",95,", ",95.00,"), scheme)
    assert frozen(rows) == frozen([again[2], again[0], again[1], again[3]])


def test_the_fingerprint_is_the_same_on_every_machine():
    scheme = parse_scheme(SCHEME)
    taken = snapshot(scheme, parse_values(VALUES, scheme), {"period": "2026-10"})
    assert taken.sha256 == "04db2bdb681aa5919ab1a228e0eae1516607fb292656f984e5cb55b0a10da0c4"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"total":"96.00"', '"total":"96.01"', "results[0].total"),
        ('"rank":2', '"rank":1', "results[1].rank"),
        ('"points":"16.666667"', '"points":"16.666666"', "results[2].items.late.points"),
        ('"late":"6"', '"late":"5"', "results[2].items.late.value"),
        ('"visit":"92"', '"visit":"79"', "results[0].items.visit.points"),
        ('"weight":"30"', '"weight":"31"', "results[0].items.loss.points"),
        ('"rank":2,', "", "results[1].rank"),
        ('{"cohort"', '{ "cohort"', "file"),
    ],
)
def test_a_change_to_a_snapshot_is_found_and_named(old, new, path):
    text = frozen().text
    assert old in text
    found = recompute(text.replace(old, new, 1))
    assert found is not None
    assert found.path == path
    assert path in str(found.message())


def test_a_consistent_forgery_is_told_by_the_recorded_fingerprint():
    taken = frozen()
    forged = taken.text.replace("张三", "王五")
    assert recompute(forged) is None
    found = recompute(forged, taken.sha256)
    assert found is not None
    assert found.path == "sha256"


def mutated(change):
    content = json.loads(frozen().text)
    change(content)
    return canonical(content)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        mutated(lambda content: content.update(format="other")),
        mutated(lambda content: content.update(entries={})),
        mutated(lambda content: content["entries"][0].pop("bonus")),
        mutated(lambda content: content["entries"][0].update(values=[])),
        mutated(lambda content: content["entries"][0].update(order="x")),
        mutated(lambda content: content["entries"][0]["values"].update(warn=1.5)),
        mutated(lambda content: content["entries"][0].update(sources={"warn": {"by": "x"}})),
        mutated(lambda content: content["scheme"].update(items=[])),
    ],
)
def test_what_is_no_snapshot_is_refused(text):
    with pytest.raises(Invalid):
        recompute(text)


def test_the_verify_command_names_the_first_difference(tmp_path):
    file, taken = tmp_path / "ranking.json", frozen()
    file.write_text(taken.text, "utf-8", newline="")
    run = CliRunner().invoke
    good = run(rankings, ["verify", str(file), "--sha256", taken.sha256])
    assert (good.exit_code, fingerprint(taken.text) in good.output) == (0, True)
    file.write_text(taken.text.replace('"total":"96.00"', '"total":"90.00"'), "utf-8")
    bad = run(rankings, ["verify", str(file)])
    assert (bad.exit_code, 'results[0].total：文件里是"90.00"，重算是"96.00"' in bad.output) == (1, True)
    file.write_text("{}", "utf-8")
    assert "这不是排名快照文件" in run(rankings, ["verify", str(file)]).output


def test_the_commands_of_the_slice_leave_the_other_commands_alone():
    commands = [value for value in vars(commands_module).values() if isinstance(value, click.Command)]
    assert sorted(command.name for command in commands) == ["rankings", "score"]
