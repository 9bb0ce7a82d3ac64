"""Files as people send them: real bytes of each kind, and of each that is refused."""

import unicodedata
from io import BytesIO

import pytest
import weasyprint  # noqa: F401  makes Pillow lenient about truncated photos when it is imported
from PIL import Image

from coordination.config import settings
from coordination.kernel import photos, uploads
from coordination.kernel.errors import Invalid
from coordination.kernel.filenames import clean_name
from coordination.kernel.uploads import Limits, accept
from tests.factories import files as make

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, clock):
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def taken(content, name, size=10 * MB):
    return accept(BytesIO(content), name, limits=Limits(size))


def refusal(content, name="材料.jpg", size=10 * MB):
    with pytest.raises(Invalid) as refused:
        taken(content, name, size)
    return str(refused.value)


def left(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (make.photo("JPEG"), "现场.jpg", "image/jpeg"),
        (make.photo("PNG"), "截图.png", "image/png"),
        (make.pdf(), "通知.pdf", "application/pdf"),
        (make.office("docx"), "总结.docx", "wordprocessingml.document"),
        (make.office("xlsx"), "台账.xlsx", "spreadsheetml.sheet"),
        (make.office("pptx"), "课件.pptx", "presentationml.presentation"),
        (make.ofd(), "公文.ofd", "application/ofd"),
        (make.ole("doc"), "总结.doc", "application/msword"),
        (make.ole("doc"), "总结.wps", "application/msword"),
        (make.ole("xls"), "台账.xls", "application/vnd.ms-excel"),
        (make.ole("xls"), "台账.et", "application/vnd.ms-excel"),
        (make.ole("ppt"), "课件.ppt", "application/vnd.ms-powerpoint"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_is_known_by_its_content_and_keeps_its_chinese_name(folder, content, name, content_type):
    found = taken(content, name)
    assert found.name == name
    assert found.content_type.endswith(content_type)
    assert found.size == found.path.stat().st_size
    assert left(folder) == [found.path]


def test_a_document_is_kept_byte_for_byte(folder):
    assert taken(make.pdf(), "通知.pdf").path.read_bytes() == make.pdf()


def test_a_photo_loses_place_and_maker_and_stands_upright(folder):
    found = taken(make.located(orientation=6), "现场.jpg")
    with Image.open(found.path) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (48, 64)  # turned by 90 degrees
        assert picture.getpixel((24, 5))[0] > 200  # red was on the left and is now on top
    assert b"PhoneMaker" not in found.path.read_bytes()


def test_a_large_photo_is_made_smaller(folder):
    found = taken(make.photo(size=(5000, 2500)), "大图.jpg")
    with Image.open(found.path) as picture:
        assert picture.size == (3000, 1500)


def test_what_shines_through_stays_png_and_webp_becomes_what_every_computer_opens(folder):
    see_through = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(see_through, "WEBP")
    png = taken(see_through.getvalue(), "印章.webp")
    assert (png.name, png.content_type) == ("印章.png", "image/png")
    jpeg = taken(make.photo("WEBP"), "现场.webp")
    assert (jpeg.name, jpeg.content_type) == ("现场.jpg", "image/jpeg")


def test_a_png_that_would_grow_beyond_the_limit_becomes_a_jpeg(folder):
    noisy = BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGB").save(noisy, "WEBP", quality=40)
    as_png = BytesIO()
    with Image.open(noisy) as picture:
        picture.quantize(4).save(as_png, "PNG")
    limit = len(as_png.getvalue()) + 1000
    found = taken(as_png.getvalue(), "截图.png", limit)
    assert (found.name, found.content_type) == ("截图.jpg", "image/jpeg")


def test_the_same_photo_twice_is_the_same_content(folder):
    assert taken(make.located(), "一.jpg").sha256 == taken(make.located(), "二.jpg").sha256


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "空.jpg", "文件是空的（0字节）"),
        (b"MZ\x90\x00" + bytes(200), "现场.jpg", "这是程序文件"),
        (b"\x7fELF" + bytes(200), "a.pdf", "这是程序文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "图.jpg", "网页或矢量图文件"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "网页.pdf", "网页或矢量图文件"),
        (b"<html>%PDF-1.4", "a.pdf", "网页或矢量图文件"),
        (make.zipped({"a.txt": b"x"}), "资料.zip", "这是压缩包"),
        (make.zipped({"a.txt": b"x"}), "资料.docx", "这是压缩包"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "资料.rar", "这是压缩包"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "资料.7z", "这是压缩包"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "IMG_1.HEIC", "HEIC照片"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "视频.mp4", "视频或录音"),
        (b"GIF89a" + bytes(50), "动图.gif", "请另存为JPG或PNG"),
        ("排查情况：共120户".encode("gb18030"), "说明.txt", "纯文本"),
        (bytes(range(256)) * 4, "不明.jpg", "认不出这是什么文件"),
        (make.ole("msi"), "安装.doc", "认不出这是什么文件"),
        (make.ole("doc", "_VBA_PROJECT"), "表.doc", "带有宏"),
        (make.ole("doc", "EncryptedPackage"), "表.docx", "加了密码"),
        (make.office("docx", macros=True), "表.docx", "带有宏"),
        (
            make.office("xlsx", xl__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"),
            "表.xlsx",
            "带有宏",
        ),
        (make.office("docx")[:-30], "总结.docx", "文件打不开"),
        (make.photo("PNG"), "通知.pdf", "文件名是.pdf，内容却是.png"),
        (make.pdf(), "现场.jpg", "文件名是.jpg，内容却是.pdf"),
        (make.photo("JPEG", (800, 600))[:4000], "现场.jpg", "照片打不开"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "现场.jpg", "照片打不开"),
    ],
)
def test_what_is_refused_is_told_in_one_sentence_and_leaves_nothing(folder, content, name, sentence):
    assert sentence in refusal(content, name)
    assert left(folder) == []


def test_a_file_beyond_the_limit_is_refused_without_reading_it_all(folder):
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"%PDF-".ljust(size, b"x")

    endless = Endless()
    with pytest.raises(Invalid, match="文件超过1MB"):
        accept(endless, "大.pdf", limits=Limits(MB))
    assert endless.given <= MB + uploads.BLOCK
    assert left(folder) == []


def test_a_zip_bomb_is_refused_by_ratio_by_count_and_by_size(folder):
    assert "解开后太大" in refusal(make.office("docx", word__media=bytes(40 * MB)), "炸弹.docx")
    many = {f"word/{number}.xml": b"" for number in range(3100)}
    assert "解开后太大" in refusal(make.zipped({"word/document.xml": b"<a/>"} | many), "很多.docx")


def test_a_pixel_bomb_is_refused_without_decoding(folder, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda *_a: pytest.fail("decoded"))
    assert "照片尺寸太大，超过4000万像素" in refusal(make.pixel_bomb(), "炸弹.png")
    assert "照片尺寸太大" in refusal(make.pixel_bomb(8000, 6000), "手机.png")


@pytest.mark.parametrize("hidden", ["comment", "tail"])
def test_a_page_hidden_in_a_photo_does_not_survive(folder, hidden):
    page = b"<html><script>alert(1)</script></html>"
    content = make.photo(comment=page) if hidden == "comment" else make.photo() + page
    assert page in content
    assert b"script" not in taken(content, "现场.jpg").path.read_bytes()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\张三\\现场照片.jpg", "现场照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("证据\u202egpj.exe", "证据gpj.exe"),
        ("零\u200b宽\ufeff.pdf", "零宽.pdf"),
        ("换\n行\x00.pdf", "换行.pdf"),
        ("  多   空格 .pdf ", "多 空格 .pdf"),
        ("", "未命名"),
        ("...", "未命名"),
        (unicodedata.normalize("NFD", "é.pdf"), "é.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_data_without_tricks(given, kept):
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("content", "given", "kept"),
    [
        (make.photo(), "照片", "照片.jpg"),
        (make.photo(), "微信图片.PNG", "微信图片.jpg"),
        (make.photo(), "2026.11.3会议", "2026.11.3会议.jpg"),
        (make.pdf(), "通知.exe", "通知.exe.pdf"),
        (make.office("docx"), "总结.doc", "总结.docx"),
        (make.pdf(), "长" * 300, "长" * 196 + ".pdf"),
    ],
)
def test_a_name_ends_in_what_the_file_is(folder, content, given, kept):
    assert taken(content, given).name == kept


def test_a_full_disk_is_told_and_leaves_nothing(folder, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "服务器存储空间不足" in refusal(make.pdf(), "通知.pdf")
    assert left(folder) == []


def test_what_was_left_behind_is_swept_after_a_day(folder, clock):
    kept = taken(make.pdf(), "通知.pdf")
    clock.move(hours=23)
    assert uploads.sweep() == 0
    clock.move(hours=2)
    assert uploads.sweep() == 1
    assert not kept.path.exists()


def test_a_thumbnail_is_small_and_a_photo(folder):
    found = taken(make.photo("PNG", (2000, 1000)), "截图.png")
    small = folder / "small"
    assert photos.redraw(found.path, small, side=photos.THUMBNAIL, as_photo=True) == "image/jpeg"
    with Image.open(small) as picture:
        assert picture.size == (320, 160)
