"""The printed certificate: one page of A4 in landscape, its words, faces and code, long and rare names."""

from dataclasses import replace
from io import BytesIO

import pdfplumber
import pytest
from PIL import Image, ImageDraw

from coordination.certificates.document import (
    CertificateDocument,
    code_of,
    document_of,
    file_name,
    office_lines,
    pdf_of,
)
from coordination.certificates.models import Certificate
from coordination.kernel import pdf
from coordination.kernel.typefaces import fonts
from tests.documents.measure import embedded_names
from tests.factories import certificates as make

LONG = "积石山保安族东乡族撒拉族自治县龘㐂镇𠮷野新时代文明实践示范村民委员会第一网格服务站点"
OFFICE = "积石山保安族东乡族撒拉族自治县打击治理电信网络新型违法犯罪工作协调机制办公室"
STANDARD = "积石山保安族东乡族撒拉族自治县电信网络诈骗零发案示范村（社区）创建与动态管理标准（试行）"
MM = 72 / 25.4


@pytest.fixture
def certificate(cast, clock, session) -> Certificate:
    world = make.world(cast)
    return make.named(cast, world.applications[0])


def opened(content: bytes) -> pdfplumber.PDF:
    return pdfplumber.open(BytesIO(content))


def words(content: bytes) -> str:
    with opened(content) as document:
        return "".join(page.extract_text() for page in document.pages).replace("\n", "").replace(" ", "")


def of(certificate: Certificate, **values: object) -> CertificateDocument:
    return replace(document_of(certificate), **values)


def longest(certificate: Certificate) -> CertificateDocument:
    return of(
        certificate,
        subject=LONG[:40],
        title="电信网络诈骗零发案示范村（社区）",
        sentence=f"经申报、初审、联审、公示，到期复评，原证书山反诈创〔2025〕138号同时换发，符合《{STANDARD}》（第12版），特命名为",
        office=office_lines(OFFICE),
        long_name=True,
        long_title=True,
        long_office=True,
    )


def test_one_page_of_a4_in_landscape_says_everything(certificate):
    content = pdf_of(certificate)
    with opened(content) as document:
        (page,) = document.pages
        assert (round(page.width / MM), round(page.height / MM)) == (297, 210)
    text = words(content)
    for said in (
        "编号：山反诈创〔2026〕1号",
        "证书",
        "青溪镇柳沟社区：",
        "经申报、初审、联审、公示，符合《山阳区无诈社区标准》（第1版），特命名为",
        "无诈社区",
        "特发此证。有效期至2027年11月5日，实行动态管理。",
        "山阳区打击治理电信网络新型违法犯罪",
        "工作联席会议办公室",
        "2026年11月6日",
        f"/verify/{certificate.token}",
    ):
        assert said in text, said


def test_equal_certificates_are_equal_bytes_with_every_face_inside(certificate):
    content = pdf_of(certificate)
    assert content == pdf_of(certificate)
    faces = {face.name for face in fonts().values()}
    with opened(content) as document:
        inside = embedded_names(document)
        used = {one["fontname"] for one in document.pages[0].chars}
    assert len(inside) == len(used) >= 3
    assert all(name in faces or name.startswith("Noto") for name in inside)


def test_a_step_that_the_standard_has_not_is_not_told(certificate, session):
    with session.no_autoflush:
        certificate.standard_version.joint_review = certificate.standard_version.public_notice = False
        assert document_of(certificate).sentence.startswith("经申报、初审，符合")
        session.expire_all()


def test_without_end(certificate, session):
    with session.no_autoflush:
        certificate.valid_until = None
        assert document_of(certificate).validity == "特发此证。长期有效，实行动态管理。"
        assert file_name(certificate) == "山反诈创〔2026〕1号 青溪镇柳沟社区 无诈社区证书.pdf"
        session.expire_all()


def test_names_of_forty_characters_and_rare_ones_stay_inside_the_frame_and_apart(certificate):
    document = longest(certificate)
    assert len(document.subject) == 40
    content = pdf.render("certificate.html", document)
    text = words(content)
    for said in (document.subject, document.title, *document.office, document.validity):
        assert said in text
    with opened(content) as found:
        (page,) = found.pages
        inner = (14 * MM, 14 * MM, page.width - 14 * MM, page.height - 14 * MM)
        for one in page.chars:
            assert inner[0] <= one["x0"] < one["x1"] <= inner[2], one["text"]
            assert inner[1] <= one["top"] < one["bottom"] <= inner[3], one["text"]
        lowest = max(one["bottom"] for one in page.chars if one["top"] < 140 * MM)
        signed = min(one["top"] for one in page.chars if one["top"] > 155 * MM)
        assert lowest < signed - 5 * MM


def test_no_two_words_lie_on_each_other(certificate):
    for document in (document_of(certificate), longest(certificate)):
        with opened(pdf.render("certificate.html", document)) as found:
            (page,) = found.pages
            boxes = [
                (one["x0"], one["top"], one["x1"], one["bottom"]) for one in page.chars if one["text"].strip()
            ]
        for place, (left, top, right, bottom) in enumerate(boxes):
            for x0, y0, x1, y1 in boxes[place + 1 :]:
                across = min(right, x1) - max(left, x0)
                down = min(bottom, y1) - max(top, y0)
                assert across < 2 or down < 6, "two characters share a place"


def test_the_code_is_drawn_where_it_stands_and_names_the_address(certificate):
    """What is drawn on the paper is, module by module, the code of the address."""
    document = document_of(certificate)
    code = code_of(f"http://127.0.0.1/verify/{certificate.token}")
    assert document.code == code
    with opened(pdf_of(certificate)) as found:
        (page,) = found.pages
        picture = page.to_image(resolution=300).original.convert("L")
    scale = 300 / 25.4
    left, side = 32 * scale, 27 * scale
    top = picture.height - 24 * scale - side
    module = side / code.side
    drawn = expected(code.path, code.side)
    wrong = sum(
        (picture.getpixel((round(left + (x + 0.5) * module), round(top + (y + 0.5) * module))) < 128)
        is not bool(drawn.getpixel((x, y)))
        for x in range(code.side)
        for y in range(code.side)
    )
    assert wrong == 0


def expected(path: str, side: int) -> Image.Image:
    """The modules of a path, one pixel each."""
    image = Image.new("1", (side, side))
    pen = ImageDraw.Draw(image)
    for stretch in path.split("M")[1:]:
        place, length = stretch.partition("h")[::2]
        x, y = map(int, place.split())
        pen.line([(x, y), (x + int(length.partition("v")[0]) - 1, y)], fill=1)
    return image
