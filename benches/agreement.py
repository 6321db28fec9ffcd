#!/usr/bin/env python3
"""Compares the text and the word boxes of recense with those of its peers, file by file.

    cargo build --release
    python3 benches/agreement.py FOLDER_OR_PDF [FOLDER_OR_PDF …] [--worst 10] [--show FILE]

    apt-get install poppler-utils mupdf-tools

Text: tokens are `\\w+` after NFKC, case folding and without soft hyphens. Where pdftotext and mutool agree (F1 of 0.8
or more, five tokens or more in common), recall is taken against what both have and precision against what either has;
other files are counted and left out. Boxes: of the words of `pdftotext -bbox -cropbox` (its boxes are measured from the
media box otherwise, and ours from the displayed page), the share that recense has on the same page with the left and
the right edge within 1 pt and the centre within 4 pt; pages that are turned are left out.
`--show` prints the tokens of one file that are missing or too many, and the words whose boxes differ.
"""

import argparse
import html
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/recense"
LIMIT = 120  # seconds for one tool on one file
EDGE, CENTRE = 1.0, 4.0  # points


def folded(text):
    return unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", "")


def tokens(text):
    """What is raised, the number of a note, is a token of its own."""
    return Counter(re.findall(r"\w+", folded(re.sub("([⁰¹²³⁴-⁹]+)", r" \1 ", text))))


def output(*command):
    """What a tool prints, or None where it fails."""
    try:
        run = subprocess.run(command, capture_output=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else None


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(part, whole):
    return part.total() / whole.total() if whole else 1.0


def texts(file):
    """The tokens of recense, pdftotext and mutool, or None where one of them fails."""
    peers = [
        output("pdftotext", str(file), "-"),
        output("mutool", "draw", "-q", "-F", "txt", str(file)),
    ]
    if None in peers:
        return None
    mine = output(str(PROGRAM), "inspect", str(file), "--format", "text")
    return tuple(tokens(text or "") for text in (mine, *peers))


def text_score(file):
    """F1 against what the peers agree on, or None where they do not."""
    counted = texts(file)
    if counted is None:
        return None
    mine, one, two = counted
    both, either = one & two, one | two
    if both.total() < 5 or f1(share(both, one), share(both, two)) < 0.8:
        return None
    return f1(share(mine & either, mine), share(mine & both, both))


def peer_words(file):
    """For each page the words of `pdftotext -bbox -cropbox` as `(text, x0, y0, x1, y1)`."""
    pages, text = [], output("pdftotext", "-bbox", "-cropbox", str(file), "-") or ""
    word = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
    for line in text.splitlines():
        if "<page " in line:
            pages.append([])
        elif (found := word.search(line)) and pages:
            *box, printed = found.groups()
            pages[-1].append((folded(html.unescape(printed)), *map(float, box)))
    return pages


def own_words(file):
    pages = defaultdict(lambda: defaultdict(list))
    for line in (output(str(PROGRAM), "inspect", str(file), "--format", "words") or "").splitlines():
        place, *box, printed = line.split("\t", 5)
        if all(box):
            pages[int(place.split(":")[0])][folded(printed)].append(tuple(map(float, box)))
    return pages


def turned(file):
    """The pages of a file that are displayed turned."""
    info = output("pdfinfo", "-l", "100000", str(file)) or ""
    return {int(page) for page, angle in re.findall(r"Page +(\d+) rot: +(\d+)", info) if angle != "0"}


def is_same(box, other):
    edges = abs(box[0] - other[0]) < EDGE and abs(box[2] - other[2]) < EDGE
    return edges and abs(box[1] + box[3] - other[1] - other[3]) < 2 * CENTRE


def box_score(file):
    """How many words there are, how many have the same box, and which do not."""
    mine, off = own_words(file), turned(file)
    all_words, right, wrong = 0, 0, []
    for page, words in enumerate(peer_words(file), 1):
        if page in off:
            continue
        for text, *box in words:
            all_words += 1
            if any(is_same(box, other) for other in mine[page][text]):
                right += 1
            else:
                near = sorted(mine[page][text], key=lambda other: abs(other[0] - box[0]) + abs(other[1] - box[1]))
                wrong.append((page, text, [round(edge, 1) for edge in box], near[:1]))
    return all_words, right, wrong


def show(file):
    mine, one, two = texts(file)
    print("missing:", ((one & two) - mine).most_common(60))
    print("too many:", (mine - (one | two)).most_common(60))
    for word in box_score(file)[2][:60]:
        print("box:", *word)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("paths", nargs="+", type=Path)
    arguments.add_argument("--worst", type=int, default=10)
    arguments.add_argument("--show", action="store_true")
    arguments.add_argument("--program", type=Path, default=PROGRAM)
    given = arguments.parse_args()
    globals()["PROGRAM"] = given.program.resolve()
    files = [file for path in given.paths for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    if given.show:
        return [show(file) for file in files]
    scores, boxes, apart = [], [], 0
    for file in files:
        score = text_score(file)
        if score is None:
            apart += 1
            continue
        scores.append((score, file))
        words, right, _ = box_score(file)
        if words:
            boxes.append((right / words, words, right, file))
        print(f"{score:.4f} {right / max(words, 1):.4f} {file}", file=sys.stderr, flush=True)
    if not scores:
        return print("no file that pdftotext and mutool agree on")
    scores.sort()
    boxes.sort()
    below = sum(score < 0.99 for score, _ in scores)
    print(f"{len(scores)} files that the peers agree on, {apart} others")
    print(f"token F1: mean {sum(score for score, _ in scores) / len(scores):.4f}, {below} below 0.99; the worst:")
    for score, file in scores[: given.worst]:
        print(f"  {score:.4f} {file}")
    words, right = sum(box[1] for box in boxes), sum(box[2] for box in boxes)
    print(f"word boxes: {right} of {words}, {right / max(words, 1):.4f}; the worst:")
    for part, words, _, file in boxes[: given.worst]:
        print(f"  {part:.4f} of {words} {file}")


if __name__ == "__main__":
    main()
