"""Packages, signatures, and what is taken in. No database."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.canonical import canonical
from coordination.kernel.errors import Invalid
from coordination.transmissions import rules
from coordination.transmissions.rules import Kept, Line, Named, Package, Sender

PRIVATE, PUBLIC = rules.make_key()
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from(["", "620103001", "620103002"]),
        WORDS,
        WORDS,
        st.sampled_from(["case.filed", "case.loss"]),
        st.decimals(-(10**12), 10**12, places=2),
    ),
    max_size=8,
    unique_by=lambda line: (line.subject, line.reporter, line.indicator),
)


def package(*figures: Line, revision: int = 1, **values: object) -> Package:
    return replace(
        Package(
            sender=Sender("620103", "山阳区联席办"),
            form_code="police",
            form_name="公安月报",
            period="2026-10",
            revision=revision,
            made_at=datetime(2026, 11, 6, 1, 2, 3, tzinfo=UTC),
            indicators=(Named("case.filed", "立案数", "起"),),
            figures=figures,
        ),
        **values,
    )


LINE = Line("620103001", "西园街道", "区公安分局", "case.filed", D(12))


@given(LINES)
def test_a_package_reads_as_it_was_written(lines):
    made = package(*lines, missing=("区教育局",), sources=("62 1 abc",))
    found = rules.read(rules.write(made))
    assert rules.same_figures(found, made)
    assert replace(found, figures=()) == replace(made, figures=())


@given(st.permutations([LINE, replace(LINE, subject="620103002"), replace(LINE, reporter="区法院")]))
def test_the_order_of_the_rows_changes_no_byte(lines):
    assert rules.write(package(*lines)) == rules.write(package(*sorted(lines, key=rules._row)))


def test_the_file_says_who_signed_and_whether_it_was_changed():
    signed = rules.sign(rules.write(package(LINE)), PRIVATE)
    found = rules.from_file(rules.to_file(signed))
    assert (found, found.public_key) == (signed, PUBLIC)
    assert rules.is_genuine(found)
    for changed in (
        replace(found, text=found.text.replace('"12"', '"11"')),
        replace(found, public_key=rules.make_key()[1]),
        replace(found, signature="AAAA"),
        replace(found, signature="没有"),
    ):
        assert not rules.is_genuine(changed)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_single_byte_can_be_changed_unnoticed(place, step):
    content = bytearray(rules.to_file(rules.sign(rules.write(package(LINE)), PRIVATE)))
    content[place % len(content)] ^= step
    try:
        found = rules.from_file(bytes(content))
        assert not rules.is_genuine(found) or rules.read(found.text) == package(LINE)
    except Invalid:
        pass


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        "不是文件".encode(),
        b'{"algorithm":"none","package":"","public_key":"","signature":""}',
        b'{"algorithm":"Ed25519","package":1,"public_key":"","signature":""}',
        b"[" * 5_000,
    ],
)
def test_what_is_no_file_of_ours_is_refused_with_advice(content):
    with pytest.raises(Invalid, match="重新下载"):
        rules.from_file(content)


def test_too_large_a_file_is_refused_unread():
    with pytest.raises(Invalid, match="20MB"):
        rules.from_file(b" " * (rules.LARGEST + 1))


def broken(**values: object) -> str:
    content = rules.load_json(rules.write(package(LINE)))
    return canonical(content | values)


ROW = ["620103001", "西园街道", "区公安分局", "case.filed", "12"]


@pytest.mark.parametrize(
    "text",
    [
        broken(format="other/1"),
        broken(revision=0),
        broken(revision=True),
        broken(made_at="2026-11-06T01:02:03"),
        broken(figures=[ROW, ROW]),
        broken(figures=[[*ROW[:4], "NaN"]]),
        broken(figures=[[*ROW[:4], "1e9"]]),
        broken(figures=[[*ROW[:4], 12]]),
        broken(figures=[ROW[:4]]),
        broken(missing=["长" * 301]),
        broken(sender={"place": "62"}),
        rules.write(package(LINE)) + " ",
    ],
)
def test_a_text_that_is_not_exactly_a_package_is_refused(text):
    with pytest.raises(Invalid, match="重新下载"):
        rules.read(text)


def test_a_period_that_does_not_exist_is_named():
    with pytest.raises(Invalid):
        rules.read(broken(period="2026-13"))


def test_the_mark_of_a_key_is_read_over_the_telephone():
    mark = rules.key_mark(f" {PUBLIC}\n")
    assert len(mark.split()) == 8
    assert mark != rules.key_mark(rules.make_key()[1])
    for wrong in ("", "没有", PUBLIC[:-8], f"{PUBLIC}AAAA"):
        with pytest.raises(Invalid, match="公钥"):
            rules.key_mark(wrong)


@pytest.mark.parametrize(
    ("revision", "digest", "words"),
    [
        (3, "c", None),
        (5, "c", None),
        (2, "b", "已经接收过，没有重复"),
        (1, "a", "已经接收过，没有重复"),
        (2, "c", "内容与这份不同"),
        (1, "c", "更早的第1次"),
    ],
)
def test_only_what_is_newer_is_taken_in(revision, digest, words):
    refusal = rules.acceptable(package(LINE, revision=revision), digest, [Kept(1, "a"), Kept(2, "b")])
    assert (refusal is None) if words is None else (words in str(refusal))


def test_the_difference_of_two_revisions():
    gone, new = replace(LINE, subject="620103002"), replace(LINE, subject="620103003")
    found = rules.changes([LINE, gone], [replace(LINE, value=D(13)), new])
    assert [(one.subject, one.before, one.after) for one in found] == [
        ("620103001", D(12), D(13)),
        ("620103002", D(12), None),
        ("620103003", None, D(12)),
    ]
    assert rules.changes([LINE], [replace(LINE, subject_name="改名")]) == []


def test_the_code_of_a_place_may_be_filled_up_with_zeros():
    assert rules.written_codes(" 620100 ") == ("620100", "6201")
    assert "620103" in rules.written_codes("620103000000")
    assert rules.written_codes("620103") == ("620103", "620103")
