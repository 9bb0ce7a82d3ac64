"""PDF/A-3u: what the file says of itself, what it carries, and how it is read aloud."""

import re

import pytest
from pdfminer.pdftypes import PDFStream, resolve1

from coordination.documents.rendering import document_pdf
from tests.documents import measure
from tests.documents.samples import TITLES, circular

SNAPSHOT = b'{"lines": []}'


@pytest.fixture(scope="module")
def file():
    attachments = (("ranking-snapshot.json", SNAPSHOT), ("tables.xlsx", b"PK"))
    with measure.opened(document_pdf(circular(), attachments=attachments)) as found:
        yield found


def objects(file):
    """Every object of the file, streams too."""
    for table in file.doc.xrefs:
        for number in table.get_objids():
            yield resolve1(file.doc.getobj(number))


def elements(node):
    """The structure below a node, depth first, as pairs of tag and node."""
    node = resolve1(node)
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        if "S" in node:
            yield node["S"].name, node
        yield from elements(node.get("K", []))


def test_it_declares_pdf_a_3u_and_carries_its_colour_profile(file):
    words = resolve1(file.doc.catalog["Metadata"]).get_data().decode()
    assert re.search(r"part[=>\"]+3", words)
    assert re.search(r"conformance[=>\"]+U", words)
    [intent] = resolve1(file.doc.catalog["OutputIntents"])
    assert resolve1(intent)["S"].name == "GTS_PDFA1"
    profile = resolve1(resolve1(intent)["DestOutputProfile"])
    assert profile.get_data()[36:40] == b"acsp"  # the signature of an ICC profile
    assert "Encrypt" not in file.doc.xrefs[0].get_trailer()


def test_every_font_is_embedded_and_every_glyph_has_its_character(file):
    fonts = [one for one in objects(file) if isinstance(one, dict) and str(one.get("Type")) == "/'Font'"]
    whole = [font for font in fonts if font["Subtype"].name == "Type0"]
    assert whole
    for font in whole:
        assert isinstance(resolve1(font["ToUnicode"]), PDFStream)
        [descendant] = resolve1(font["DescendantFonts"])
        descriptor = resolve1(resolve1(descendant)["FontDescriptor"])
        assert "FontFile2" in descriptor or "FontFile3" in descriptor


def test_nothing_in_it_acts_or_points_outside(file):
    for one in objects(file):
        if isinstance(one, dict):
            assert not {"JS", "JavaScript", "AA", "URI", "Launch"} & set(one)


def test_attachments_are_associated_with_the_document(file):
    assert measure.attachments(file) == {"ranking-snapshot.json": SNAPSHOT, "tables.xlsx": b"PK"}
    associated = [resolve1(one) for one in resolve1(file.doc.catalog["AF"])]
    assert {one["AFRelationship"].name for one in associated} == {"Data"}
    assert {one["UF"] for one in associated} >= {one["UF"] for one in associated if "EF" in one}


def test_it_is_tagged_in_chinese_with_headings_tables_and_figures(file):
    assert resolve1(file.doc.catalog["MarkInfo"])["Marked"]
    assert file.doc.catalog["Lang"] == b"zh-CN"
    tags = [tag for tag, _ in elements(file.doc.catalog["StructTreeRoot"])]
    assert tags.count("H1") == 3  # the title and those of two annexes
    assert tags.count("H2") == 2
    assert tags.count("TH") >= 10
    assert "Figure" in tags
    assert tags.count("TD") > 100


def test_its_outline_names_title_headings_and_annexes(file):
    outline = [(level, title) for level, title, *_ in file.doc.get_outlines()]
    assert outline[0] == (1, TITLES[1])
    assert (2, "一、总体情况") in outline
    assert (1, "附件1 2026年10月各乡镇（街道）工作情况排名表") in outline
    assert (1, "附件2 指标口径说明") in outline
