"""The process that reads one file of an old or open format: its limits first, then the file, then JSON.

python -m coordination.spreadsheets.reader FORMAT FILE BYTES SECONDS
"""

import json
import resource
import sys
from pathlib import Path

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import packing, refusals, workbooks
from coordination.spreadsheets.grid import Format


def confine(memory: int, seconds: int) -> None:
    """Limits of this process from now on; it writes no file and leaves none behind when it falls."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(format_: Format, path: Path) -> str:
    """The book, or why there is none."""
    try:
        with workbooks.readable():
            book = workbooks.xls(path) if format_ is Format.XLS else workbooks.ods(path)
        return json.dumps(packing.packed(book))
    except Invalid as refusal:
        return json.dumps(packing.refused(refusal))
    except MemoryError:
        return json.dumps(packing.refused(Invalid(refusals.TOO_LARGE)))


if __name__ == "__main__":
    confine(int(sys.argv[3]), int(sys.argv[4]))
    sys.stdout.write(answer(Format(sys.argv[1]), Path(sys.argv[2])))
