"""Text messages: a file for each, put where the gateway of the place takes it away.

The file bears the number of the delivery, so a second attempt replaces the first instead of joining it.
"""

import json
import os
from pathlib import Path

from coordination.notifications.channels.letter import Letter
from coordination.notifications.rules import DELIVERED, Outcome, Reason, failed, is_mobile


class Drop:
    """A folder; a file in it is whole, for it is written beside and then renamed."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def send(self, address: str, letter: Letter) -> Outcome:
        if self.folder is None:
            return failed(Reason.OFF, permanent=True)
        if not is_mobile(address):
            return failed(Reason.FORBIDDEN, permanent=True)
        content = {"id": letter.number, "phone": address, "text": letter.text, "at": letter.at.isoformat()}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self.folder / f"{letter.number}.json", json.dumps(content, ensure_ascii=False))
        except OSError as error:
            return failed(Reason.DISK, error.strerror or error)
        return DELIVERED


def _write(place: Path, text: str) -> None:
    beside = place.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)
