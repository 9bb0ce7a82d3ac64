"""The hour before the deadline: townships file at a steady rate, whether the answers come or not.

41,352 townships within an hour are 12 a second. Each sends the form of the month that it has open:
cookie, CSRF token, operation key, version, six figures. Beside them the forms of the next ones are
opened, as many a second, and two clerks a second look at the list of their office. Arrivals follow a
timetable (open loop), so a slow answer delays nobody and a time is counted from when the request was
due. The bar: no error, and p95 of a submit at most 5 times what it is when nothing else happens.

With --kill, web server, worker and database are killed (SIGKILL) at random moments and started again by
the supervisor of the product. A browser whose request failed sends the same form again until it is
answered. Then every acknowledged submission is there once: one revision, one event, one key; none twice.

    python benchmarks/rush.py [--seconds 300] [--rate 12] [--townships 41352] [--kill]
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.banks import Line, request
from benchmarks.harness import COMMAND, ROOT, District, district, free_port, wait
from benchmarks.townships import PERIOD, Country
from coordination.kernel.jobs import QUEUES
from coordination.operation.supervisor import MOST_FALLS, STEADY, Kept, Program, Revivals, marked

LIMIT = 5.0
IDLE = 200  # submits one after another, before the rush
READERS = 100  # townships that look at their form and do not file it
LISTS = 2  # a second
BROWSERS = 64  # requests under way at most; more would have to wait, which is counted
PATIENCE = 300  # seconds that a browser goes on sending the same form
KILLS = 10  # in all, more or less


@dataclass(frozen=True)
class Due:
    """A request of the timetable: seconds after the start, and what is to come back."""

    at: float
    kind: str
    content: bytes
    expected: int


@dataclass
class Log:
    """Seconds of each request by kind, what went wrong, and how often a form was sent again."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"submit": [], "form": [], "list": []})
    errors: list[str] = field(default_factory=list)
    again: int = 0
    killed: list[str] = field(default_factory=list)


class Product:
    """Web server and workers under the supervisor of the product, and what it takes to kill them."""

    def __init__(self, found: District) -> None:
        self.port = free_port()
        self.servers = found.servers
        environment = marked(found.environment, found.folder)
        programs = [Program("web", (*COMMAND, "serve", "--port", str(self.port)))]
        programs += [Program(f"worker-{name}", (*COMMAND, "worker", name)) for name in QUEUES]
        self.kept = [Kept(one, ROOT, found.folder / "logs", environment, print) for one in programs]
        self._ended = threading.Event()

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        self.kept[0].start()
        wait(f"{self.site}/healthz")
        for one in self.kept[1:]:  # not before: all import the same code
            one.start()
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        try:
            yield
        finally:
            self._ended.set()
            watcher.join()
            for one in self.kept:
                one.stop()

    def _watch(self) -> None:
        revivals = Revivals(print)
        while not self._ended.wait(0.1):
            for one in self.kept:
                one.watch()
            for server in self.servers.fallen():
                revivals.revive(server)

    def kill(self, what: str) -> None:
        """SIGKILL, without a word before."""
        process = self.servers.embedded[0]._process if what == "database" else self._kept(what)._process
        if process is not None and process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)

    def _kept(self, what: str) -> Kept:
        return random.choice([one for one in self.kept if one.program.name.startswith(what)])  # noqa: S311


class Crowd:
    """Browsers that send what is due when it is due; with `patient` they send again what failed."""

    def __init__(self, site: str, *, patient: bool) -> None:
        self._site = site
        self._patient = patient
        self._own = threading.local()
        self.log = Log()

    def follow(self, timetable: Sequence[Due]) -> None:
        start = time.perf_counter()
        with ThreadPoolExecutor(BROWSERS) as pool:
            for due in timetable:
                time.sleep(max(0.0, start + due.at - time.perf_counter()))
                pool.submit(self._send, due, start + due.at)

    def _send(self, due: Due, since: float) -> None:
        patience = since + (PATIENCE if self._patient else 0)
        trouble = self._asked(due)
        while trouble and time.perf_counter() < patience:
            self.log.again += 1
            time.sleep(1)
            trouble = self._asked(due)
        self.log.seconds[due.kind].append(time.perf_counter() - since)
        if trouble:
            self.log.errors.append(f"{due.kind}: {trouble}")

    def _asked(self, due: Due) -> str:
        """What was wrong with the answer, in a line; empty when it is the one expected."""
        try:
            line = self._line()
            status, answer, _ = line.ask(due.content)
        except OSError as error:
            self._own.line = None
            return repr(error)
        return "" if status == due.expected else f"{status} {answer.splitlines()[0]}"

    def _line(self) -> Line:
        if getattr(self._own, "line", None) is None:
            self._own.line = Line(self._site)
        line: Line = self._own.line
        return line


def timetable(country: Country, site: str, submits: Sequence[bytes], rate: float) -> list[Due]:
    """Submits at the rate, as many forms of townships, and the lists of the clerks, in order of time."""
    found = [Due(i / rate, "submit", content, 302) for i, content in enumerate(submits)]
    readers = country.filers[-READERS:]
    for i in range(len(submits)):
        filer = readers[i % READERS]
        page = request(site, f"/reports/{filer.report_id}/fill", filer.cookie)
        found.append(Due((i + 0.5) / rate, "form", page, 200))
    for i in range(int(len(submits) / rate * LISTS)):
        cookie = country.clerks[i % len(country.clerks)]
        found.append(Due(i / LISTS, "list", request(site, f"/reports?period={PERIOD}", cookie), 200))
    return sorted(found, key=lambda due: due.at)


def p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100)[94] * 1000


def idle(site: str, submits: Sequence[bytes]) -> list[float]:
    """Seconds of submits one after another, with nothing beside them."""
    line, took = Line(site), []
    for content in submits:
        status, answer, seconds = line.ask(content)
        if status not in (302, 303):
            raise SystemExit(answer)
        took.append(seconds)
    return took


def kills(product: Product, log: Log, seconds: float) -> None:
    """Kill something at random moments; the database no more often than the supervisor revives it."""
    until, every = time.perf_counter() + seconds, max(4, seconds / KILLS)
    fell: list[float] = []
    while True:
        time.sleep(random.uniform(0.25, 1.75) * every)  # noqa: S311
        now = time.perf_counter()
        if now > until:
            return
        what = random.choice(["web", "worker", "database"])  # noqa: S311
        if what == "database" and sum(now - at <= STEADY for at in fell) >= MOST_FALLS:
            what = "web"
        if what == "database":
            fell.append(now)
        log.killed.append(what)
        product.kill(what)


def opened(country: Country, site: str, count: int) -> list[bytes]:
    """The forms of so many townships, opened and filled in, ready to be sent."""
    line = Line(site)
    return [country.filled(line, filer).to(site) for filer in country.filers[:count]]


def lost_or_double(country: Country, count: int) -> list[str]:
    """What is not there exactly once, of the first so many townships, all of which were answered."""
    once = ("submitted", 1, 1, 1)
    found = country.outcomes(count)
    return [str(one) for one in found if (one.state, one.revisions, one.events, one.operations) != once]


def rush(wanted: argparse.Namespace) -> bool:
    """Run it and print the figures; whether the bar was met."""
    filing = int(wanted.rate * wanted.seconds)
    with district() as found:
        (found.folder / "logs").mkdir(exist_ok=True)
        signed_in = filing + IDLE + READERS
        country = Country(found, max(wanted.townships, signed_in), signed_in)
        product = Product(found)
        with product.running():
            forms = opened(country, product.site, filing + IDLE)
            alone = idle(product.site, forms[filing:])
            crowd = Crowd(product.site, patient=wanted.kill)
            table = timetable(country, product.site, forms[:filing], wanted.rate)
            with killing(product, crowd.log, wanted.seconds if wanted.kill else 0):
                crowd.follow(table)
            wrong = lost_or_double(country, filing + IDLE)
    return told(wanted, alone, crowd.log, wrong)


@contextmanager
def killing(product: Product, log: Log, seconds: float) -> Iterator[None]:
    """Kill things for so many seconds while the block runs; none for 0."""
    thread = threading.Thread(target=kills, args=(product, log, seconds))
    if seconds:
        thread.start()
    yield
    if seconds:
        thread.join()


def told(wanted: argparse.Namespace, alone: Sequence[float], log: Log, wrong: Sequence[str]) -> bool:
    print(f"{wanted.townships} townships, {wanted.rate} submits a second for {wanted.seconds} s")
    for kind, seconds in log.seconds.items():
        worst = max(seconds) * 1000
        print(
            f"  {kind:<8}{len(seconds):6}  median {median(seconds) * 1000:7.1f} ms"
            f"  p95 {p95(seconds):7.1f} ms  worst {worst:7.1f} ms"
        )
    ratio = p95(log.seconds["submit"]) / p95(alone)
    print(f"  submit alone    median {median(alone) * 1000:7.1f} ms  p95 {p95(alone):7.1f} ms")
    print(f"{len(log.errors)} errors; {len(wrong)} submissions lost or double")
    for line in (*log.errors[:5], *wrong[:5]):
        print(f"  {line}")
    if wanted.kill:
        print(f"killed: {', '.join(log.killed)}; {log.again} requests sent again")
        return not (log.errors or wrong)
    print(f"ratio {ratio:.2f} (limit {LIMIT})")
    return not (log.errors or wrong) and ratio <= LIMIT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--rate", type=float, default=12)
    parser.add_argument("--townships", type=int, default=41_352)
    parser.add_argument("--kill", action="store_true")
    return 0 if rush(parser.parse_args()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
