"""The printer refuses what it should not read and says aloud what it cannot show."""

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from coordination.kernel import justification, pdf
from coordination.kernel.typefaces import fonts, missing, typefaces

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<image href="{}" width="9" height="9"/></svg>'
)


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """A template folder of the test's own; returns a function that prints a page."""
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    pdf._environment.cache_clear()

    def printed(markup: str, document: object = None) -> bytes:
        page = f'<html lang="zh-CN"><title>试印</title>{markup}'
        (tmp_path / "page.html").write_text(page, encoding="utf-8")
        return pdf.render("page.html", document)

    yield printed
    pdf._environment.cache_clear()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.png",
        "https://127.0.0.1:9/x.png",
        "ftp://127.0.0.1/x",
        "data:image/png;base64,AAAA",
        "static:../pyproject.toml",
        "static:/../../etc/passwd",
        "static:%2e%2e/pyproject.toml",
        "../pyproject.toml",
        "img/none.png",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{}">',
        "<style>p{{background:url({})}}</style><p>x",
        "<style>@import url({});</style><p>x",
        '<link rel="stylesheet" href="{}"><p>x',
        "<style>@font-face{{font-family:f;src:url({})}}p{{font-family:f}}</style><p>x",
        SVG,
    ],
)
def test_addresses_outside_the_bundled_files_stop_the_printing(templates, markup, address):
    with pytest.raises(pdf.DocumentError):
        templates(markup.format(address))


def test_a_bundled_file_is_served(tmp_path):
    (tmp_path / "mark.svg").write_text("<svg/>", encoding="utf-8")
    fetcher = pdf.ClosedFetcher(tmp_path)
    assert fetcher.fetch("static:mark.svg").read() == b"<svg/>"
    with pytest.raises(FatalURLFetchingError):
        fetcher.fetch("static:other.svg")
    assert fetcher.failures == ["missing file static:other.svg"]


def test_a_character_that_no_face_has_is_named(templates):
    with pytest.raises(pdf.DocumentError, match=r"U\+10FFFD"):
        templates("<p>地名\U0010fffd</p>")


def test_an_unknown_name_in_a_template_is_an_error(templates):
    with pytest.raises(UndefinedError):
        templates("<p>{{ document.titel }}</p>", object())


def test_templates_outside_the_folder_are_not_found(templates):
    with pytest.raises(TemplateNotFound):
        pdf.render("../pyproject.toml", None)


def test_values_are_escaped(templates):
    assert "&lt;b&gt;" in pdf_markup(templates, "<p>{{ document }}</p>", "<b>")


def pdf_markup(templates, markup: str, document: object) -> str:
    templates(markup, document)
    return pdf.markup("page.html", document)


def test_other_warnings_of_the_printer_are_errors_too(templates):
    with pytest.raises(pdf.DocumentError, match="colour-of-ink"):
        templates("<style>p { colour-of-ink: red }</style><p>x")


def test_a_broken_stylesheet_is_refused_every_time(templates, tmp_path):
    (tmp_path / "page.css").write_text("p { colour-of-ink: red }", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(pdf.DocumentError, match="colour-of-ink"):
            templates("<p>x")


def test_every_role_has_a_face_and_official_ones_that_lack_are_named():
    found = fonts()
    assert set(found) == {"仿宋", "小标宋", "黑体", "楷体", "宋体", "数字"}
    assert all(face.name for face in found.values())
    assert set(missing()) == {label for label, face in found.items() if not face.official}


def test_ink_is_read_from_the_glyphs():
    low, high = fonts()["仿宋"].ink("国")
    assert -0.2 < low < 0 < 0.6 < high < 0.9
    assert fonts()["宋体"].ink("—")[1] < 0.5


def test_full_lines_meet_the_right_edge_and_numbers_are_not_torn():
    justification.install()
    text = "损失金额1862.30万元，同比下降28.19%，" * 12
    html = (
        "<style>@page{size:300px 600px;margin:0}body{margin:0}p{margin:0;width:300px}"
        f"p{{text-align:justify;font:16px/24px {fonts()['仿宋'].family}}}</style><p>{text}"
    )
    document = HTML(string=html, url_fetcher=pdf.ClosedFetcher()).render(
        font_config=typefaces().configuration
    )
    lines = [box for box in document.pages[0]._page_box.descendants() if type(box).__name__ == "LineBox"]
    ends = [line.children[-1].position_x + line.children[-1].width for line in lines[:-1]]
    assert len(ends) > 5
    assert ends == pytest.approx([300] * len(ends), abs=0.1)


@pytest.mark.parametrize(
    ("before", "after", "grows"),
    [
        ("国", "国", True),
        ("国", "8", True),
        ("8", "国", True),
        ("8", "8", False),
        ("—", "—", False),
        (" ", "a", True),
    ],
)
def test_gaps_grow_between_ideographs_only(before, after, grows):
    assert justification.stretches(before, after) is grows


def test_another_version_of_the_printer_is_refused(monkeypatch):
    monkeypatch.setattr(justification.weasyprint, "__version__", "71.0")
    justification.install.cache_clear()
    with pytest.raises(justification.UnsupportedVersionError):
        justification.install()
    monkeypatch.undo()
    justification.install()
