"""The words of certificates: patterns say what was said before, an office says it in its own way."""

from io import BytesIO

import pdfplumber
import pytest

from coordination.certificates.document import document_of, naming_of, pdf_of, specimen, specimen_pdf
from coordination.certificates.wording import NAMES
from coordination.certificates.wording import publish as publish_words
from coordination.document_templates import queries, services
from coordination.document_templates.certificate import BOUNDS, KIND, said, vocabulary, worded
from coordination.document_templates.patterns import pattern_of
from coordination.document_templates.rules import body_of, problems
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import fresh_key
from tests.factories import certificates as make

OWN = "〔句末 ，授予〕根据【命名标准】｜经【命名程序】\n\n以资鼓励。\n{年份}颁发，【有效期】。\n"
MM = 72 / 25.4


@pytest.fixture
def certificate(cast, clock, session):
    return make.named(cast, make.world(cast).applications[0])


@pytest.fixture
def own(cast, clock, session):
    """The office's own wording, in use."""
    services.add_patterns()
    model = queries.pattern(KIND)
    draft = services.draft(cast.office, actor=cast.clerk.actor, operation=fresh_key(), model=model)
    session.flush()
    given = {"version": draft.version, "title": "荣誉证书", "text": OWN}
    services.edit(draft, actor=cast.clerk.actor, operation=fresh_key(), **given)
    session.flush()
    services.adopt(draft, actor=cast.leader.actor, operation=fresh_key(), version=draft.version)
    session.commit()
    return draft


def test_the_names_are_those_that_a_certificate_knows(cast, certificate):
    assert {*naming_of(certificate).facts, "原证书"} == set(NAMES)
    assert {*specimen(cast.office).facts, "原证书"} == set(NAMES)
    assert vocabulary(cast.office.id, KIND).fields == set(NAMES)


def test_there_is_one_publisher_of_the_words():
    with pytest.raises(ValueError, match="second publisher"):
        publish_words(said)


def test_a_renewed_one_names_the_one_before_and_another_does_not(cast, certificate):
    pattern, naming = pattern_of(KIND), naming_of(certificate)
    naming.facts["原证书"] = "山反诈创〔2025〕3号"
    renewed = worded(naming, pattern.title, pattern.body)
    assert "，到期复评，原证书山反诈创〔2025〕3号同时换发，符合《" in renewed.above
    assert "换发" not in document_of(certificate).sentence
    assert renewed.head == "证书"


def test_it_is_printed_in_the_words_of_its_office(cast, own, certificate):
    document = document_of(certificate)
    assert document.head == "荣誉证书"
    assert document.sentence.startswith("根据《山阳区无诈社区标准》（第1版），经申报、")
    assert document.sentence.endswith("，授予")
    assert document.validity == "以资鼓励。2026年颁发，有效期至2027年11月5日。"
    with pdfplumber.open(BytesIO(pdf_of(certificate))) as found:
        text = found.pages[0].extract_text().replace(" ", "").replace("\n", "")
    assert "荣誉证书" in text
    assert "以资鼓励。" in text


def test_another_office_keeps_the_pattern(cast, own):
    assert said(specimen(cast.other)).head == "证书"


@pytest.mark.parametrize(
    ("title", "text", "field", "words"),
    [
        ("荣誉证书荣誉证书荣", OWN, "title", "最多8个字"),
        ("证书", "只有一段。\n", "text", "正好写2段"),
        ("证书", "一段。\n\n二段。\n\n三段。\n", "text", "正好写2段"),
        ("证书", "一、标题\n\n一段。\n", "text", "第1行：证书只有文字"),
        ("证书", "一段。\n\n〔案例〕张某\n", "text", "第3行：证书只有文字"),
        ("证书", f"{'长' * 90}。\n\n二段。\n", "text", "第1行：这一段太长"),
        ("证书", "立案【立案数】。\n\n二段。\n", "text", "没有“立案数”这项数据"),
        ("证书", "按【命名标准办法】。\n\n二段。\n", "text", "是不是“命名标准”"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(cast, own, title, text, field, words):
    draft = services.draft(cast.office, actor=cast.clerk.actor, operation=fresh_key(), model=own)
    with pytest.raises(Invalid) as refused:
        services.edit(
            draft,
            actor=cast.clerk.actor,
            operation=fresh_key(),
            version=draft.version,
            title=title,
            text=text,
        )
    assert words in str(refused.value.errors[field])


def test_the_longest_words_stay_inside_the_frame(cast, clock):
    """As much text as is allowed, with the longest standard that may be named."""
    naming = specimen(cast.office)
    naming.facts["命名标准"] = f"《{'标' * 40}》（第12版）"
    text = f"{'甲' * (BOUNDS.characters - 8)}【命名标准】。\n\n{'乙' * (BOUNDS.characters - 1)}。\n"
    assert problems("荣誉证书荣誉证书", text, vocabulary(cast.office.id, KIND)) == {}
    words = worded(naming, "荣誉证书荣誉证书", body_of(text))
    with pdfplumber.open(BytesIO(specimen_pdf(naming, words))) as found:
        (page,) = found.pages
        for one in page.chars:
            assert 14 * MM <= one["x0"] < one["x1"] <= page.width - 14 * MM, one["text"]
        lowest = max(one["bottom"] for one in page.chars if one["text"] == "乙")
        signed = min(one["top"] for one in page.chars if one["top"] > lowest)
    assert lowest < signed - 2 * MM


def test_the_pages_show_a_specimen_to_the_office_and_to_nobody_else(cast, own, client_for):
    address = f"/document-templates/versions/{own.id}"
    page = client_for(cast.clerk).get(address)
    assert f"{address}/specimen" in page.text
    answer = client_for(cast.clerk).get(f"{address}/specimen")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert client_for(cast.clerk).get(f"{address}/preview").status_code == 404
    assert client_for(cast.bank).get(f"{address}/specimen").status_code == 404
    monthly = queries.pattern("monthly")
    assert (
        client_for(cast.clerk).get(f"/document-templates/versions/{monthly.id}/specimen").status_code == 404
    )
