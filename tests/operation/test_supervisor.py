import os
import signal
import subprocess
import sys
import time

from coordination.operation.account import oneself
from coordination.operation.environment import inherited
from coordination.operation.processes import launch
from coordination.operation.supervisor import Kept, Program, end_orphans, marked, programs

from .conftest import until

COUNT = "import time,sys; open(sys.argv[1],'a').write('x'); time.sleep(60)"
WITH_CHILD = (
    "import subprocess,sys,time; p=subprocess.Popen([sys.executable,'-c','import time; time.sleep(60)']);"
    "open(sys.argv[1],'w').write(str(p.pid)); time.sleep(60)"
)


def kept(folder, code, *arguments, told=None):
    program = Program("program", (sys.executable, "-c", code, *arguments), patience=5)
    lines = told if told is not None else []
    return Kept(program, folder, folder / "logs", marked(inherited(), folder / "instance"), lines.append)


def pid_of(one):
    assert one._process is not None
    return one._process.pid


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_that_died_is_started_again_after_a_pause_and_a_person_is_told(folder):
    told, count = [], folder / "count"
    one = kept(folder, COUNT, str(count), told=told)
    one.start()
    until(lambda: count.exists() and count.read_text() == "x")
    os.kill(pid_of(one), signal.SIGKILL)
    until(lambda: one.watch() or count.read_text() == "xx")
    assert len(told) == 1
    assert "program 意外结束（-9）" in told[0]
    one.stop()
    assert not alive(pid_of(one))


def test_each_death_makes_the_pause_longer(folder):
    told = []
    one = kept(folder, "raise SystemExit(3)", told=told)
    one.start()
    until(lambda: one.watch() or len(told) == 2)
    assert [line.split("，")[1].removesuffix("秒后重启") for line in told] == ["0.5", "1"]
    assert one.deaths == 2


def test_children_of_a_killed_program_do_not_outlive_it(folder):
    child = folder / "child"
    one = kept(folder, WITH_CHILD, str(child))
    one.start()
    until(lambda: child.exists() and child.read_text())
    os.kill(pid_of(one), signal.SIGKILL)
    until(lambda: one.watch() or one.deaths == 1)
    until(lambda: not alive(int(child.read_text())))
    one.stop()


def test_a_program_that_does_not_end_when_asked_is_killed(folder):
    stubborn = (
        "import signal,time,sys; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    program = Program("program", (sys.executable, "-c", stubborn), patience=0.3)
    one = Kept(program, folder, folder / "logs", inherited(), lambda _line: None)
    one.start()
    until(lambda: one.log.exists() and "up" in one.log.read_text())
    begun = time.monotonic()
    one.stop()
    assert time.monotonic() - begun < 5
    assert not alive(pid_of(one))


def test_processes_end_when_the_supervisor_is_killed(start, folder):
    code = (
        "import sys,time; from pathlib import Path; from coordination.operation.account import oneself\n"
        "from coordination.operation.processes import launch\n"
        "f=Path(sys.argv[1]); p=launch([sys.executable,'-c','import time; time.sleep(60)'],"
        "account=oneself(), directory=f, log=f/'log')\n"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    supervisor = start("-c", code, str(folder))
    child = int(supervisor.stdout.readline())
    until(lambda: b"time.sleep(60)" in _command(child))
    supervisor.kill()
    until(lambda: not alive(child))


def test_orphans_of_this_instance_are_ended_and_others_are_left_alone(folder):
    ours, theirs = folder / "instance", folder / "neighbour"
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    processes = [
        subprocess.Popen(sleeper, env=marked(os.environ, instance), start_new_session=True)
        for instance in (ours, theirs)
    ]
    orphan, neighbour = processes
    until(lambda: all(b"time.sleep(60)" in _command(process.pid) for process in processes))
    assert end_orphans(ours, patience=5) == 1
    assert orphan.wait(5) == -signal.SIGTERM
    assert neighbour.poll() is None
    neighbour.kill()
    neighbour.wait()


def test_web_is_stopped_first_and_each_queue_has_a_worker(folder):
    names = [program.name for program in programs(8000, ("default", "documents"))]
    assert names == ["web", "worker-default", "worker-documents", "clock"]


def test_a_launched_process_gets_nothing_from_the_terminal(folder):
    process = launch(
        [sys.executable, "-c", "import os; print(os.getsid(0) == os.getpid(), os.read(0, 1))"],
        account=oneself(),
        directory=folder,
        log=folder / "log",
    )
    assert process.wait(10) == 0
    assert (folder / "log").read_text() == "True b''\n"


def _command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
