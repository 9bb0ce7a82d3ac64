"""Reference pages made from the tables: permissions, routes, workflows, jobs, settings.

`coordination docs` writes them; `coordination check docs` says which are not current.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask

from coordination.config import ROOT, Settings
from coordination.kernel import jobs, policy, web
from coordination.kernel.workflow import WORKFLOWS
from coordination.schedule import SCHEDULE

FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Made by `coordination docs`; edit the tables in the code instead. -->\n\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def permissions(app: Flask) -> str:
    """Who may do what, and what each page asks."""
    pages = sorted((access, endpoint) for endpoint, access in web.routes(app).items())
    actions = table(("action", "allowed when the actor"), policy.rules())
    routes = table(("access", "page"), pages)
    return f"# Permissions\n\n{actions}\n## Pages\n\n{routes}"


def workflows(_app: Flask) -> str:
    """States and moves, as tables and as diagrams."""
    parts = ["# Workflows\n"]
    for workflow in WORKFLOWS:
        names = "".join(f"- `{state}` {label}\n" for state, label in workflow.labels.items())
        arrows = "".join(f"    {m.frm} --> {m.to}: {m.action}\n" for m in workflow.moves)
        parts.append(f"## {workflow.name}\n\n{names}\n```mermaid\nstateDiagram-v2\n{arrows}```\n")
    return "\n".join(parts)


def schedule(_app: Flask) -> str:
    """What runs by itself, and what workers may be asked to do."""
    periodic = table(("periodic job", "every"), ((entry.name, entry.every) for entry in SCHEDULE))
    work = table(("job", "queue"), jobs.listed())
    return f"# Jobs\n\n{periodic}\n{work}"


def settings(_app: Flask) -> str:
    """Every setting, as an environment variable."""
    rows = (
        (f"`{name.upper()}`", _shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    )
    return f"# Settings\n\n{table(('variable', 'default', 'meaning'), rows)}"


def _shown(default: object) -> str:
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT)}`"
    return f"`{default}`" if str(default).strip("*") else "–"


PAGES: dict[str, Callable[[Flask], str]] = {
    "permissions.md": permissions,
    "workflows.md": workflows,
    "jobs.md": schedule,
    "settings.md": settings,
}


def write(app: Flask) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, made in PAGES.items():
        (FOLDER / name).write_text(NOTE + made(app), encoding="utf-8")


def outdated(app: Flask) -> list[str]:
    """The pages whose file differs from what the tables say now."""
    return [
        name
        for name, made in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != NOTE + made(app)
    ]
