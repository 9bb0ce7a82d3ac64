"""What travels inside a PDF of ours."""

from collections.abc import Mapping

import pypdfium2


def attachments(content: bytes) -> Mapping[str, bytes]:
    """The files that a PDF carries, by name; none of what cannot be read as a PDF."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return {}
    try:
        found = [document.get_attachment(place) for place in range(document.count_attachments())]
        return {one.get_name(): bytes(one.get_data()) for one in found}
    finally:
        document.close()
