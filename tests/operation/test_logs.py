import json
import logging
import sys

from coordination.operation.logs import Follower, JSONLines, rotate, short, tail


def test_a_person_sees_warnings_and_errors_and_nothing_else(folder):
    log = folder / "web.log"
    log.write_text('{"event": "old", "level": "error"}\n')
    follower = Follower(log)
    with log.open("a") as file:
        file.write(
            '{"event": "page", "level": "info"}\n{"event": "bell not rung", "level": "warning"}\nplain\n'
        )
        file.write('{"event": "half')
    assert follower.news() == ["web warning bell not rung"]
    with log.open("a") as file:
        file.write(' a line", "level": "error"}\n')
    assert follower.news() == ["web error half a line"]
    assert follower.news() == []


def test_a_log_that_comes_later_is_read_from_its_beginning(folder):
    follower = Follower(folder / "clock.log")
    assert follower.news() == []
    (folder / "clock.log").write_text('{"event": "late", "level": "error"}\n')
    assert follower.news() == ["clock error late"]


def test_lines_that_are_no_events_are_not_shown():
    assert short("[1, 2]") == ""
    assert short("Traceback (most recent call last):") == ""


def test_a_log_beyond_the_limit_is_put_aside(folder):
    (folder / "web.log").write_bytes(b"x" * 20_000_001)
    (folder / "clock.log").write_text("short")
    rotate(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["clock.log", "web.log.1"]


def test_the_end_of_a_log_explains_why_something_did_not_start(folder):
    (folder / "web.log").write_text("\n".join(map(str, range(20))))
    assert tail(folder / "web.log", 2) == "18\n19"
    assert tail(folder / "none.log") == ""


def test_lines_of_library_loggers_are_json_with_the_exception():
    try:
        raise ValueError("数据")
    except ValueError:
        record = logging.LogRecord("rq", logging.ERROR, "", 0, "job %s", ("失败",), sys.exc_info())
    entry = json.loads(JSONLines().format(record))
    assert (entry["event"], entry["level"], entry["logger"]) == ("job 失败", "error", "rq")
    assert "ValueError: 数据" in entry["exception"]
