"""Which tests stay together when several processes share the suite.

The mark `xdist_group` is not heard by pytest-xdist 3.8 under pytest 9.2, whose node ids cannot be
renamed any more (a browser and a whole product were then started by every process).
"""

from xdist.scheduler import LoadScopeScheduling

#: Folders whose tests share a browser, a running product or a loaded sample; they take longest and go first.
TOGETHER = ("tests/e2e/", "tests/sample/loaded/")


class ByFile(LoadScopeScheduling):
    """One process works off a file, or one of the folders, as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def rank(nodeid: str) -> int:
    """Place in the order of work: what takes long must not come last."""
    places = (place for place, folder in enumerate(TOGETHER) if nodeid.startswith(folder))
    return next(places, len(TOGETHER))
