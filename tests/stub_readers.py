"""Readers in place of the real ones, in worker processes too: a paper's bytes say what becomes of it.

A worker is another process, so nothing can be patched in it. `in_workers` gives an environment in which every
Python that starts finds these readers where the real ones would be.
"""

import ctypes
import itertools
import os
import signal
import subprocess
import sys
import time
import types
from collections import deque
from pathlib import Path

from tables import records

from extract.errors import Encrypted
from normalise.records import Records

HERE = Path(__file__).parent


class StubPaper(tuple):
    __slots__ = ()
    pages_laid_out = 2
    fault = None


def read_tree(data, path, lexicon, options):
    del lexicon, options
    word, _, rest = data.decode().partition(" ")
    act = ACTS.get(word)
    if act is not None:
        act(rest)
    return [StubPaper((path, word))]


def normalise_tree(papers, vocabulary):
    del vocabulary
    out = Records()
    for path, word in papers:
        one = records(path.removesuffix(".pdf"), actions=int(word) if word.isdigit() else 1)
        one.papers[0].path = path
        if word == "pid":
            one.actions[0].action = str(os.getpid())
        out.extend(one)
    return out


def segfault(_):
    ctypes.string_at(0)


def once(marker):
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)


def hang(_):
    time.sleep(600)


def hold(_):
    """Hang in native code that never lets go of the interpreter."""
    deque(itertools.repeat(None), maxlen=0)


def grab(_):
    _much = bytearray(3 * 2**30)


def locked(_):
    raise Encrypted("A password is needed; give it with --password.")


def chatter(_):
    print("a library that prints")  # noqa: T201 - what is tested
    os.write(1, b"and one that does so natively\n")


def start(marker):
    """Start a program in a session of its own, as LibreOffice is started, and wait for it."""
    child = subprocess.Popen(["sleep", "600"], start_new_session=True)
    Path(marker).write_text(str(child.pid))
    try:
        child.wait()
    finally:
        child.kill()
        child.wait()


ACTS = {
    "segfault": segfault,
    "abort": lambda _: os.abort(),
    "exit": lambda _: os._exit(7),
    "once": once,
    "hang": hang,
    "hold": hold,
    "grab": grab,
    "locked": locked,
    "chatter": chatter,
    "start": start,
    "wait": lambda s: time.sleep(float(s)),
}


def install():
    """Put these readers where the real ones would be imported from."""
    for name, function in (("extract.paper", read_tree), ("normalise.paper", normalise_tree)):
        module = types.ModuleType(name)
        setattr(module, function.__name__, function)
        sys.modules[name] = module


def in_workers(folder: Path) -> dict[str, str]:
    """Variables under which every Python that starts installs them; `folder` is for a file of ours."""
    (folder / "sitecustomize.py").write_text("import stub_readers\nstub_readers.install()\n")
    return {"PYTHONPATH": os.pathsep.join(map(str, (folder, HERE, HERE.parent)))}
