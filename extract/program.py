"""A program of our own, started with the interpreter and the paths that this process has."""

from __future__ import annotations

import json
import sys


def command(module: str) -> list[str]:
    """The command that runs `main` of a module of ours."""
    code = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {module} import main; main()"
    return [sys.executable, "-c", code, json.dumps(sys.path)]
