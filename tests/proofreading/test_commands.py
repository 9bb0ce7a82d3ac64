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


def test_another_encoding_is_refused(tmp_path):
    file = tmp_path / "circular.txt"
    file.write_bytes("发案".encode("gb18030"))
    result = CliRunner().invoke(proofread, [str(file)])
    assert result.exit_code == 1
    assert "UTF-8" in result.output


def test_for_people_each_line_names_row_and_column(tmp_path):
    file = tmp_path / "circular.txt"
    file.write_text("通报\n各乡镇党委、政府必须落实。", "utf-8")
    result = CliRunner().invoke(proofread, [str(file)])
    assert result.output.startswith("2:1 imperative")
