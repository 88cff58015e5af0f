"""The table of limits in SECURITY.md, out of `extract/limits.py`; `make docs` writes it."""

import ast
import dataclasses
import re
from itertools import pairwise
from pathlib import Path

from extract.limits import MIB, Limits

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "SECURITY.md"
PLACE = re.compile(r"(<!-- limits: .*? -->\n).*?(<!-- end of limits -->)", re.DOTALL)


def documented() -> dict[str, str]:
    """What each limit says of itself."""
    tree = ast.parse((ROOT / "extract" / "limits.py").read_text(encoding="utf-8"))
    (body,) = [node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Limits"]
    pairs = pairwise(body)
    return {
        a.target.id: " ".join(b.value.value.split())
        for a, b in pairs
        if isinstance(a, ast.AnnAssign) and isinstance(b, ast.Expr)
    }


def shown(name: str, value: float) -> str:
    """A limit as people say it."""
    if "bytes" in name:
        return f"{value // MIB:,} MB"
    return f"{value:g} s" if name.endswith("seconds") else f"{value:,}"


def table() -> str:
    """The limits as Markdown."""
    said = documented()
    rows = [(f.name, shown(f.name, f.default), said[f.name]) for f in dataclasses.fields(Limits)]
    return "\n| limit | | |\n|---|---:|---|\n" + "".join(
        f"| `{name}` | {value} | {text.removesuffix('.')} |\n" for name, value, text in rows
    ) + "\n"  # fmt: skip


def renewed(text: str) -> str:
    """The document with the table as it is now."""
    return PLACE.sub(lambda m: m[1] + table() + m[2], text)


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
