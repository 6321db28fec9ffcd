#!/usr/bin/env python3
"""Makes a set of 1,000 pages to measure on: python3 benches/thousand.py FOLDER

    pip install typst

Reports as the fixture `normandie-diapositives` is one: its slides, with invented CPTS. The same
version of typst gives the same bytes.
"""

import itertools
import json
import shutil
import sys
import tempfile
from pathlib import Path

import typst

SOURCES = Path(__file__).resolve().parent.parent / "tests" / "sources"
REPORTS = 20
# Department, number, fiches. With the title, the figures and five indices a report has 50 pages.
DEPARTMENTS = [("Calvados", "14", 9), ("Manche", "50", 9), ("Orne", "61", 9), ("Eure", "27", 8), ("Sarthe", "72", 8)]

LANDS = ["Pommeraie", "Falaises", "Brume", "Lande Bleue", "Grands Prés", "Trois Moulins", "Vallons", "Aubépine",
         "Hêtraie", "Bocage Clair", "Marais Doux", "Sept Sources", "Collines", "Rives Hautes", "Roselière", "Peupleraie",
         "Sablons", "Clairière", "Dunes Grises", "Verger Rond", "Chênaie", "Coteaux", "Prairies", "Fontaines"]


def names():
    for first in LANDS:
        for second in LANDS:
            if first != second:
                yield first, second


def report(number, models, pairs):
    """The words of one report: the models' fiches under new names."""
    index, fiches = [], []
    for department, code, count in DEPARTMENTS:
        listed = []
        for _ in range(count):
            first, second = next(pairs)
            model = models[len(fiches) % len(models)]
            site = f"cpts-{first}-{second}.example".lower().replace(" ", "-")
            changed = {"Population": f"{30 + len(fiches) * 3} {number:02}0 habitants",
                       "Contact": f"contact@{site}", "Site internet": f"www.{site}"}
            facts = [[label, changed.get(label, value)] for label, value in model["facts"]]
            fiches.append({**model, "heading": f"CPTS {first} et {second} - {code}", "facts": facts})
            listed.append(f"CPTS {first} et {second} – {code}")
        index.append([f"{department} – {code}", listed])
    return index, fiches


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    base = json.loads((SOURCES / "normandie.json").read_text(encoding="utf-8"))
    models = [fiche for fiche in base["fiches"] if "break" not in fiche and len(fiche["missions"]) == 6]
    pairs = itertools.cycle(names())
    for number in range(REPORTS):
        index, fiches = report(number, models, pairs)
        content = {**base, "title": f"{base['title']} ({number + 1})", "index": index, "fiches": fiches}
        with tempfile.TemporaryDirectory() as source:
            shutil.copy(SOURCES / "normandie-slides.typ", source)
            Path(source, "normandie.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            pdf = typst.compile(str(Path(source, "normandie-slides.typ")), root=source)
        (folder / f"rapport-{number + 1:02}.pdf").write_bytes(pdf)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
