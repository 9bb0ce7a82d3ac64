"""The command: its JSON, its exit status."""

import json

from click.testing import CliRunner

from coordination.proofreading.commands import proofread

KEYS = ["rule", "text", "expected", "start", "end"]


def test_findings_come_as_json_and_exit_with_1(tmp_path):
    file = tmp_path / "circular.txt"
    file.write_text("3月份损失186.30万元，环比上升213.47%（上月259.43万元）。", "utf-8")
    result = CliRunner().invoke(proofread, [str(file), "--json"])
    (found,) = json.loads(result.output)
    assert list(found) == KEYS
    assert (found["rule"], found["expected"], result.exit_code) == ("change-rate", "下降28.19%", 1)


def test_a_text_without_fault_exits_with_0(tmp_path):
    file = tmp_path / "circular.txt"
    file.write_text("﻿3月份发案31起。", "utf-8")
    result = CliRunner().invoke(proofread, [str(file), "--json"])
    assert (json.loads(result.output), result.exit_code) == ([], 0)


def test_a_file_that_cannot_be_read_exits_with_2(tmp_path):
    file = tmp_path / "circular.txt"
    file.write_bytes("发案".encode("gb18030"))
    result = CliRunner().invoke(proofread, [str(file)])
    assert result.exit_code == 2
    assert "UTF-8" in result.output
    assert CliRunner().invoke(proofread, [str(tmp_path / "none.txt")]).exit_code == 2
    assert CliRunner().invoke(proofread, [str(tmp_path)]).exit_code == 2


def test_an_empty_text_has_no_fault(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    result = CliRunner().invoke(proofread, [str(tmp_path / "empty.txt"), "--json"])
    assert (json.loads(result.output), result.exit_code) == ([], 0)


def test_a_text_comes_from_the_standard_input_too():
    result = CliRunner().invoke(proofread, ["-", "--json"], input="各乡镇党委、政府必须落实。")
    (found,) = json.loads(result.output)
    assert (found["rule"], found["start"], result.exit_code) == ("imperative", 0, 1)


def test_places_are_characters_of_the_text(tmp_path):
    text = "通报\r\n电话13812345678。"
    (tmp_path / "circular.txt").write_bytes(text.encode())
    result = CliRunner().invoke(proofread, [str(tmp_path / "circular.txt"), "--json"])
    (found,) = json.loads(result.output)
    assert text[found["start"] : found["end"]] == found["text"] == "13812345678"


def test_for_people_each_line_names_row_and_column(tmp_path):
    file = tmp_path / "circular.txt"
    file.write_text("通报\n各乡镇党委、政府必须落实。", "utf-8")
    result = CliRunner().invoke(proofread, [str(file)])
    assert result.output.startswith("2:1 imperative")
