"""What the README shows of the command line, made by running it: `python tests/docs.py` writes it anew.

A block that begins with `$ boardpapers …` is followed by what that prints on standard output; `| head -N`
cuts it. Commands run in an empty folder beside a copy of the samples.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n\$ (boardpapers [^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    """The commands of a document, in order."""
    return [command for command, _ in BLOCK.findall(text)]


def printed(text: str) -> list[str]:
    """What the document says each of them prints."""
    return [output for _, output in BLOCK.findall(text)]


def prints(command: str, folder: Path) -> str:
    """What a command prints on standard output, in `folder`."""
    command, _, head = command.partition(" | head -")
    words = shlex.split(command)
    env = os.environ | {"COLUMNS": "80", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words[1:]],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    lines = done.stdout.replace("python -m pipeline.cli", "boardpapers").splitlines(keepends=True)
    return "".join(line.rstrip() + "\n" for line in lines[: int(head) if head else None])


def in_a_folder(given: list[str]) -> list[str]:
    """What the commands print, run one after the other in a folder that holds the samples."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "samples" / "papers", Path(folder) / "samples" / "papers")
        return [prints(command, Path(folder)) for command in given]


def renewed(text: str) -> str:
    """The document with what its commands print now."""
    outputs = iter(in_a_folder(commands(text)))
    return BLOCK.sub(lambda m: f"```console\n$ {m[1]}\n{next(outputs)}```", text)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
