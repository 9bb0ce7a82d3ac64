"""Pictures of printed circulars for the docs: that of the sample district, and 通城县 for March 2024.

The county's figures are those that its police published; the text is what the platform drafts from
them, as a 送审稿: nobody issued it. The district's figures are invented.

    .venv/bin/python scripts/circular_pictures.py
"""

import subprocess
import sys
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.harness import District, district  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DPI, MOST = 80, 12
PRINT = """
import sys
from pathlib import Path
from sqlalchemy import select
from coordination.accounts.models import Account
from coordination.circulars.models import Circular
from coordination.circulars.printing import pdf_of
from coordination.circulars.services import draft
from coordination.circulars.states import Kind
from coordination.kernel import db
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.operation.serving import site
from coordination.organizations.models import Office

folder = Path(sys.argv[1])
with site().app_context(), db.acting(db.SYSTEM_SCOPE):
    issued = select(Circular).where(Circular.sequence.is_not(None), Circular.kind == Kind.MONTHLY)
    (folder / "circular.pdf").write_bytes(pdf_of(db.session.scalars(issued.order_by(Circular.id)).first()))
    county = db.session.scalars(select(Office).where(Office.name.startswith("通城县"))).one()
    people = select(Account).where(Account.office_id == county.id, Account.unit_id.is_(None))
    actors = [person.actor for person in db.session.scalars(people)]
    clerk = next(actor for actor in actors if Function.CLERK in actor.functions)
    made = draft(county, actor=clerk, operation=fresh_key(), period="2024-03")
    (folder / "tongcheng-2024-03.pdf").write_bytes(pdf_of(made))
"""


def main() -> None:
    with district() as home:
        for name in ("circular", "tongcheng-2024-03"):
            for old in PICTURES.glob(f"{name}-page-*.png"):
                old.unlink()
        for content in printed(home):
            pictures(content)


def printed(home: District) -> list[Path]:
    """The files, printed by the product in the sample."""
    command = [sys.executable, "-c", PRINT, str(home.folder)]
    subprocess.run(command, env=home.environment, cwd=home.folder, check=True)
    return sorted(home.folder.glob("*.pdf"))


def pictures(file: Path) -> None:
    """Each page of a file as a small picture."""
    opened = pypdfium2.PdfDocument(file)
    for number, page in enumerate(list(opened)[:MOST], start=1):
        image = page.render(scale=DPI / 72).to_pil().quantize(32)
        image.save(PICTURES / f"{file.stem}-page-{number}.png", optimize=True)
    opened.close()


if __name__ == "__main__":
    main()
