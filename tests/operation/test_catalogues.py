import gettext
import os

from coordination.operation.catalogues import compile_all

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "通报"\nmsgstr "Circular"\n'


def test_a_catalogue_is_compiled_once_and_again_when_it_changed(folder):
    source = folder / "en" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    [compiled] = compile_all((folder,))
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("通报") == "Circular"
    assert compile_all((folder,)) == []
    source.write_text(PO.replace("Circular", "Notice"))
    os.utime(source, (compiled.stat().st_mtime + 5,) * 2)
    assert compile_all((folder,)) == [compiled]
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("通报") == "Notice"
