"""Photos of an inspection: what is refused is told what is taken here."""

from io import BytesIO

import pytest

from coordination.inspections.views.taking import taken
from coordination.kernel.errors import Invalid
from tests.factories import files


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (files.pdf(), "说明.pdf", "这里只收照片"),
        (files.pdf(), "现场.jpg", "这里只收照片"),
        (b"MZ\x90\x00" + bytes(100), "现场.jpg", "这里只收照片"),
        ("只是文字".encode(), "现场.txt", "这里只收照片"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "现场.heic", "这是HEIC照片"),
        (b"GIF89a" + bytes(100), "现场.gif", "请另存为JPG或PNG后再传"),
    ],
)
def test_a_refusal_names_what_is_taken_here_and_nothing_else(content, name, sentence):
    with pytest.raises(Invalid) as refusal:
        taken(BytesIO(content), name)
    said = str(refusal.value.message)
    assert sentence in said
    assert "Word" not in said
    assert "PDF" not in said
