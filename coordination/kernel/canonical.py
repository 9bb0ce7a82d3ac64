"""The one way to write a content as JSON, so that equal contents have equal bytes and one fingerprint."""

import json
from hashlib import sha256
from typing import Any

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _


def canonical(content: object) -> str:
    """UTF-8 text, sorted keys, no spaces; decimals must be strings."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def load_json(text: str) -> Any:
    """JSON without repeated keys; `Invalid` with the line of the first mistake."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise Invalid(_("JSON 里有重复的键"))
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as mistake:
        raise Invalid(
            _("不是 JSON：第{line}行第{column}列", line=mistake.lineno, column=mistake.colno)
        ) from None
    except (RecursionError, ValueError):
        raise Invalid(_("JSON 嵌套太深或数字太长")) from None
