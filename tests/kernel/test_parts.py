"""A file in parts over a line that drops."""

from io import BytesIO

import pytest

from coordination.config import settings
from coordination.kernel import parts, uploads
from coordination.kernel.errors import Invalid
from coordination.kernel.uploads import Limits

LIMITS = Limits(1000)
CONTENT = bytes(range(200)) * 4


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, clock):
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def begun(mark="a" * 16, account_id=7, size=800):
    return parts.upload(account_id, "assignment:9", mark, size, LIMITS)


def append(upload, offset, content):
    return parts.append(upload, offset, BytesIO(content), LIMITS)


def test_parts_make_up_the_file(folder):
    upload = begun()
    assert parts.held(upload) == 0
    assert append(upload, 0, CONTENT[:300]) == 300
    assert append(upload, 300, CONTENT[300:]) == 800
    assert upload.path.read_bytes() == CONTENT


def test_a_part_sent_again_or_out_of_order_changes_nothing_and_says_where_to_go_on(folder):
    upload = begun()
    append(upload, 0, CONTENT[:300])
    assert append(upload, 0, CONTENT[:300]) == 300
    assert append(upload, 600, CONTENT[600:]) == 300
    assert append(upload, 300, CONTENT[300:]) == 800
    assert upload.path.read_bytes() == CONTENT


def test_more_than_was_announced_is_cut_off(folder):
    assert append(begun(), 0, CONTENT + b"more") == len(CONTENT)


def test_two_people_and_two_files_do_not_meet(folder):
    places = {begun().path, begun(account_id=8).path, begun(mark="b" * 16).path, begun(size=799).path}
    assert len(places) == 4


@pytest.mark.parametrize("mark", ["../../etc", "", "a" * 65, "G" * 16])
def test_a_mark_is_never_a_path(folder, mark):
    with pytest.raises(Invalid, match="上传的请求不完整"):
        begun(mark)


def test_size_is_refused_before_a_byte_is_taken(folder):
    with pytest.raises(Invalid, match="0字节"):
        begun(size=0)
    with pytest.raises(Invalid, match="文件超过"):
        begun(size=1001)


def test_an_account_can_not_fill_the_disk_with_halves(folder):
    for number in range(parts.FILES_AT_MOST):
        append(begun(mark=f"{number:016x}"), 0, b"x")
    with pytest.raises(Invalid, match="没有传完的文件太多"):
        append(begun(mark="f" * 16), 0, b"x")
    assert append(begun(mark="f" * 16, account_id=8), 0, b"x") == 1
    assert append(begun(mark=f"{0:016x}"), 1, b"x") == 2


def test_the_outcome_is_told_to_who_asks_again(folder):
    upload = begun()
    append(upload, 0, CONTENT)
    parts.settle(upload, "41")
    assert (parts.settled(upload), parts.held(upload)) == ("41", 0)
    assert parts.settled(begun(mark="b" * 16)) is None


def test_halves_are_swept_after_a_day_without_a_part(folder, clock):
    upload = begun()
    append(upload, 0, CONTENT[:300])
    clock.move(hours=20)
    append(upload, 300, CONTENT[300:400])
    clock.move(hours=20)
    assert uploads.sweep() == 0
    clock.move(hours=5)
    assert uploads.sweep() == 1
    assert parts.held(upload) == 0
