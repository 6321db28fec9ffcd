#!/usr/bin/env python3
"""Times recense against its peers, whole process against process, in one run.

    cargo build --release
    python3 benches/peers.py FOLDER [FOLDER …] [--rounds 5] [--each]

    apt-get install poppler-utils mupdf-tools; pip install pymupdf pdfplumber    # the peers; any may be missing

For every PDF of a folder each tool is run once a round, the tools in turn. What is told is processor time
(user and system, as the operating system counts it for the finished process), the median over the rounds,
and its ratio to pdftotext in the same round. Python peers are forked with their module loaded already. A file
that any tool refuses or takes over a minute for is left out for all. `import` reads, applies the rules and writes JSON, and is one process for
the whole folder; the last line compares one worker with two by the clock.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 60  # seconds of processor for one file


def finished(pid):
    """Processor seconds of a child, or None where it failed."""
    _, status, usage = os.wait4(pid, 0)
    return usage.ru_utime + usage.ru_stime if os.waitstatus_to_exitcode(status) == 0 else None


def quiet():
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


def forked(work):
    pid = os.fork()
    if pid:
        return finished(pid)
    try:
        quiet()
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        work()
        os._exit(0)
    except BaseException:
        os._exit(1)


def program(*command):
    def run(file):
        arguments = [str(part).replace("{}", str(file)) for part in command]
        return forked(lambda: os.execv(arguments[0], arguments))

    return run


def with_pymupdf(pymupdf):
    def text(file):
        with pymupdf.open(file) as document:
            for page in document:
                sys.stdout.write(page.get_text())

    return lambda file: forked(lambda: text(file))


def with_pdfplumber(pdfplumber):
    def text(file):
        with pdfplumber.open(file) as document:
            for page in document.pages:
                sys.stdout.write(page.extract_text() or "")

    return lambda file: forked(lambda: text(file))


def tools(recense):
    found = {"recense text": program(recense, "inspect", "{}", "--format", "text")}
    if pdftotext := shutil.which("pdftotext"):
        found["pdftotext"] = program(pdftotext, "{}", "-")
    if mutool := shutil.which("mutool"):
        found["mutool"] = program(mutool, "draw", "-q", "-F", "text", "-o", "-", "{}")
    for name, tool in (("pymupdf", with_pymupdf), ("pdfplumber", with_pdfplumber)):
        try:
            found[name] = tool(__import__(name))
        except ImportError:
            pass
    return found


def imported(recense, folder, jobs):
    """Processor and clock seconds of an import."""
    with tempfile.TemporaryDirectory() as out:
        command = [str(recense), "import", str(folder), "--out", out, "--quiet", "--jobs", str(jobs)]
        start = time.monotonic()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
        _, status, usage = os.wait4(pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"import of {folder} failed")
        return usage.ru_utime + usage.ru_stime, time.monotonic() - start


def row(name, rounds, reference):
    ratios = [mine / theirs for mine, theirs in zip(rounds, reference)]
    ratio = f"{statistics.median(ratios):6.2f}  ({min(ratios):.2f} to {max(ratios):.2f})" if reference else ""
    print(f"  {name:24} {statistics.median(rounds):9.3f} s {ratio}")


def measure(folder, recense, rounds, each):
    found = tools(recense)
    files = sorted(folder.glob("*.pdf"))
    files = [file for file in files if all(run(file) is not None for run in found.values())]
    with tempfile.TemporaryDirectory() as shared:
        for file in files:
            Path(shared, file.name).symlink_to(file.resolve())
        times = {name: {file: [] for file in files} for name in found}
        imports, clocks = [], []
        for _ in range(rounds):
            for file in files:
                for name, run in found.items():
                    times[name][file].append(run(file))
            one, two = imported(recense, shared, 1), imported(recense, shared, 2)
            imports.append(one[0])
            clocks.append(one[1] / two[1])
    total = {name: [sum(of_file) for of_file in zip(*by_file.values())] for name, by_file in times.items()}
    reference = total.get("pdftotext", [])
    print(f"{folder}: {len(files)} files, {rounds} rounds, processor seconds, ratio to pdftotext")
    for name, seconds in total.items():
        row(name, seconds, reference)
    row("recense import, 1 worker", imports, reference)
    print(f"  by the clock two workers are {statistics.median(clocks):.2f} times one ({min(clocks):.2f} to {max(clocks):.2f})")
    if each:
        for file in files:
            print(f" {file.name}")
            for name in found:
                row(name, times[name][file], times.get("pdftotext", {}).get(file, []))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", action="store_true", help="every file by itself, too")
    parser.add_argument("--recense", type=Path, default=ROOT / "target" / "release" / "recense")
    arguments = parser.parse_args()
    for program in ("pdftotext", "mutool"):
        if version := shutil.which(program):
            told = subprocess.run([version, "-v"], capture_output=True, text=True).stderr.splitlines()
            print(f"{program}: {told[0] if told else 'version not told'}")
    for folder in arguments.folder:
        measure(folder, arguments.recense.resolve(), arguments.rounds, arguments.each)


if __name__ == "__main__":
    main()
