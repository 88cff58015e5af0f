"""Rows read out of invented plans, layout by layout and producer by producer.

python bench/layouts.py [--only TEXT] [--producer NAME ...] [--traps] [-v] [--keep DIR]
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import make_plans as make
from layouts_plans import LAYOUTS, QUIRKS, TRAPS

from extract.model import Paper
from extract.paper import read_tree
from normalise.words import load

COLUMNS = ("urn", "action", "owner", "level", "fourp", "rag", "comments", "status", "due", "section")
LEXICON = load().lexicon()


def squash(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", name)


def read(data: bytes, name: str) -> Paper:
    return read_tree(data, name, LEXICON)[0]


def got_rows(paper: Paper) -> list[dict[str, str]]:
    out = []
    for plan in paper.plans:
        for row in plan.rows:
            cells = {c: squash(p.text) for c, p in row.cells.items() if squash(p.text)}
            if row.section:
                cells["section"] = row.section
            rag = row.cells.get("rag")
            cells["_flags"] = " ".join(row.flags)
            cells["_colour"] = str(rag and (rag.fill or rag.ink))
            out.append(cells)
    return out


def pair(want: list[dict[str, str]], got: list[dict[str, str]]) -> list[tuple[int, int]]:
    """Rows in order, by likeness of their actions and references."""

    def like(a: dict[str, str], b: dict[str, str]) -> float:
        x, y = a.get("action", ""), b.get("action", "")
        base = 1.0 if x == y else difflib.SequenceMatcher(None, x, y, autojunk=False).quick_ratio() * 0.8
        return (
            base
            + (0.4 if a.get("urn") == b.get("urn") else 0)
            + (0.2 if a.get("comments") == b.get("comments") else 0)
        )

    n, m = len(want), len(got)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n):
        for j in range(m):
            s = like(want[i], got[j])
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + (s if s > 0.6 else -1))
    out, i, j = [], n, m
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            out.append((i - 1, j - 1))
            i, j = i - 1, j - 1
    return out[::-1]


def near(colour: str, name: str) -> bool:
    if colour == "None":
        return False
    r, g, b = (int(x) for x in re.findall(r"\d+", colour))
    rgb = make.RAG_FILLS[name]
    return all(abs(int(rgb[k : k + 2], 16) - v) < 12 for k, v in ((0, r), (2, g), (4, b)))


def score(want: list[dict[str, str]], paper: Paper, verbose: bool, name: str) -> str:
    got = got_rows(paper)
    pairs = dict(pair(want, got))
    cells = right = 0
    bad = []
    for i, w in enumerate(want):
        g = got[pairs[i]] if i in pairs else {}
        for c in COLUMNS:
            a, b = squash(w.get(c)), squash(g.get(c)).removeprefix("●").strip()
            if not a and not b:
                continue
            cells += 1
            right += a == b
            if a != b:
                bad.append(f"   row {i + 1} {c}: want {a[:90]!r} got {b[:90]!r}")
        if "rag-colour" in w and g:
            cells += 1
            ok = near(g.get("_colour", "None"), w["rag-colour"])
            right += ok
            if not ok:
                bad.append(f"   row {i + 1} colour: want {w['rag-colour']} got {g.get('_colour')}")
    k = len(pairs)
    words = [n for n in paper.notes if n.code == "words do not add up"]
    methods = {r.method.value for p in paper.plans for r in p.rows}
    flags = {f for p in paper.plans for r in p.rows for f in r.flags}
    fine = k == len(want) == len(got) and right * 1000 >= cells * 995 and not words
    text = (
        f"{'  ' if fine else '* '}{k:3}/{len(want):<3} got {len(got):3}"
        f" cells {100 * right / max(1, cells):6.2f} plans {len(paper.plans)}"
        f" {','.join(sorted(methods))} {sorted(flags) or ''} {'WORDS ' + words[0].message if words else ''}"
    )
    if not fine or verbose:
        print(f"{name:60} {text}")
        if verbose:
            for line in bad[:12]:
                print(line)
            used = set(pairs.values())
            for j, g in enumerate(got):
                if j not in used:
                    print("   extra", {c: v[:40] for c, v in g.items()})
    return "ok" if fine else "bad"


def build(names: list[str], producers: list[str], traps: bool, folder: Path) -> dict[tuple[str, str], bytes]:
    docs = {n: (TRAPS[n]() if traps else LAYOUTS[n]()[0]) for n in names}
    out: dict[tuple[str, str], bytes] = {}
    for q, quirk in QUIRKS.items():
        if q in producers:
            out |= {(n, q): make.to_pdf(d, quirk) for n, d in docs.items()}
    if {"docx", "lo-tagged", "lo-untagged"} & set(producers):
        words = {slug(n): make.to_docx(d) for n, d in docs.items()}
        if "docx" in producers:
            out |= {(n, "docx"): words[slug(n)] for n in docs}
        for tagged, label in ((True, "lo-tagged"), (False, "lo-untagged")):
            if label in producers:
                made = make.libreoffice(words, folder, tagged=tagged)
                out |= {(n, label): made[slug(n)] for n in docs}
    if "chromium" in producers:
        made = make.chromium({slug(n): make.to_html(d) for n, d in docs.items()}, folder)
        out |= {(n, "chromium"): made[slug(n)] for n in docs}
    return out


def kept(cache: Path, name: str, producer: str) -> Path:
    """Where a layout's print is kept, so that a second look costs no print."""
    return cache / producer / f"{slug(name)}.{'docx' if producer == 'docx' else 'pdf'}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--exact", default="")
    parser.add_argument(
        "--producer", nargs="*", default=["plain", "docx", "lo-tagged", "lo-untagged", "chromium"]
    )
    parser.add_argument("--traps", action="store_true")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--cache", default=str(Path(tempfile.gettempdir()) / "layouts-of-plans"))
    parser.add_argument("--fresh", action="store_true")
    args = parser.parse_args()
    pool = TRAPS if args.traps else LAYOUTS
    names = [n for n in pool if (n == args.exact if args.exact else args.only in n)]
    cache = Path(args.cache) / ("traps" if args.traps else "plans")
    for p in args.producer:
        lack = [n for n in names if args.fresh or not kept(cache, n, p).exists()]
        with tempfile.TemporaryDirectory() as folder:
            for (n, _), data in (build(lack, [p], args.traps, Path(folder)) if lack else {}).items():
                kept(cache, n, p).parent.mkdir(parents=True, exist_ok=True)
                kept(cache, n, p).write_bytes(data)
    counts: dict[str, list[str]] = {}
    for n in names:
        for p in args.producer:
            paper = read(kept(cache, n, p).read_bytes(), kept(cache, n, p).name)
            if args.traps:
                got = got_rows(paper)
                if got:
                    print(
                        f"* {n:30} {p:12} {len(got)} rows",
                        [(g.get("urn"), g.get("action"), g.get("owner")) for g in got[:1]],
                    )
                counts.setdefault(p, []).append("bad" if got else "ok")
            else:
                counts.setdefault(p, []).append(score(LAYOUTS[n]()[1], paper, args.v, f"{n} [{p}]"))
    for p, found in counts.items():
        print(f"{p:14} {found.count('ok')}/{len(found)}")


if __name__ == "__main__":
    main()
