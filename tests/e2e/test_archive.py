"""From a figure remembered to the document that it stood in, everything of it, and whether a file is ours."""

import hashlib
import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NUMBER = "七反诈联办〔2026〕2号"
REMEMBERED = "成功劝阻数1,776起"


def words(page):
    return page.locator("main").inner_text()


def found(clerk, site):
    """The row of the archive that a figure of the text leads to, once its file is printed."""
    clerk.goto(f"{site.address}/archive?year=2026")
    clerk.get_by_label("标题、编号或正文里的词").fill(REMEMBERED)
    clerk.get_by_label("文种").select_option(label="专项通报")
    clerk.get_by_role("button", name="查找").click()
    clerk.wait_for_url(re.compile("words="))
    for _try in range(40):
        [row] = clerk.locator("tbody tr").all()
        if "全部材料" in row.inner_text():
            return row
        clerk.wait_for_timeout(500)
        clerk.reload()
    raise AssertionError(words(clerk))


def everything(clerk, row):
    """The files of the ZIP by name; each is what the manifest says."""
    with clerk.expect_download() as waiting:
        row.get_by_role("link", name=re.compile("^全部材料")).click()
    assert waiting.value.suggested_filename == f"{NUMBER}.zip"
    with ZipFile(BytesIO(waiting.value.path().read_bytes())) as parcel:
        files = {name: parcel.read(name) for name in parcel.namelist()}
    told = dict(reversed(line.split("  ")) for line in files.pop("MANIFEST.sha256").decode().splitlines())
    assert told == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return files


def compare(page, address, name, content):
    """What the verification page says of a file."""
    page.goto(address)
    page.get_by_label("要核对的PDF文件").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator(".co-verdict").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return page.locator(".co-verdict").inner_text()


def test_a_figure_leads_to_the_document_its_files_and_its_verification(person, site):
    clerk = person("clerk")
    row = found(clerk, site)
    assert NUMBER in row.inner_text()
    assert REMEMBERED in row.locator(".co-passage").inner_text()
    files = everything(clerk, row)
    record = json.loads(files["record.json"])
    assert (record["number"], record["state"]) == (NUMBER, "issued")
    assert files["document.docx"].startswith(b"PK")
    assert REMEMBERED in files["document.txt"].decode().replace("\n", "")

    unit = person("bank-icbc", phone=True)
    address = site.address + record["verify"]
    unit.goto(address)
    assert "公文现行有效" in words(unit)
    assert NUMBER in words(unit)
    printed = files["document.pdf"]
    middle = len(printed) // 2
    changed = printed[:middle] + bytes([printed[middle] ^ 1]) + printed[middle + 1 :]
    assert "文件没有改动" in compare(unit, address, "document.pdf", printed)
    assert "文件改动过" in compare(unit, address, "document.pdf", changed)
    assert "不是我们印发的文件" in compare(unit, address, "other.pdf", b"%PDF-1.7\n%%EOF\n")


def test_a_unit_finds_what_it_may_read_and_takes_no_parcel(person, site):
    unit = person("township-xiuchuan", phone=True)
    unit.goto(f"{site.address}/archive?words=预警劝阻")
    assert NUMBER in words(unit)
    assert "全部材料" not in words(unit)
    unit.goto(f"{site.address}/archive?words=没有这样的词")
    assert "没有符合条件的公文" in words(unit)
    unit.get_by_role("link", name="看全部公文").click()
    assert NUMBER in words(unit)
