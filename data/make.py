#!/usr/bin/env python3
"""Writes the files of this folder, and the vocabulary of departments, from the source files.

    python3 data/make.py FOLDER [--check]

FOLDER has communes-2026.tsv, departements.tsv, departements.geojson and communes-*.geojson; README.md
in this folder says where they come from. With --check nothing is written: what would be is compared
with what is there, exit status 1 where it differs.

Only the standard library; the same sources give the same bytes.
"""

import csv
import json
import math
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VOCABULARY = HERE.parent / "rules" / "shared" / "departments.toml"

VOCABULARY_HEAD = """\
# French departments and overseas territories with their INSEE codes.
# Written by data/make.py from data/departments.tsv: edit there, not here.
# Source: INSEE, code officiel géographique 2026, via Etalab "découpage administratif"; Licence Ouverte 2.0.

[[vocabulary]]
id  = "departments"
why = "A department named in words stands for its INSEE code (COG 2026)."
term = [
"""

# Metres to one unit of a contour: a department is about a thousand units wide.
UNIT = 100


def rows(file):
    with open(file, encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)


def department_of(code):
    """`44013` is in 44, `97209` in 972."""
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def communes(source):
    """Communes, then what is a part of one: kind, code, name, populations, the commune it is part of.

    The source gives delegated communes that kept the code of the commune they became part of the
    population of the whole; it is left out.
    """
    lines = ["code\tname\tkind\tpart_of\tmunicipal_2023\ttotal_2022"]
    for row in rows(source / "communes-2026.tsv"):
        kind, parent = row["kind"], row["parent"]
        own = kind in ("C", "M")
        municipal = row["population_municipal_2023"] if own else ""
        total = row["population_total_2022"] if own else ""
        where = department_of(parent if parent else row["code"])
        if where != row["department"]:
            sys.exit(f"{row['code']}: is in {row['department']}, its code says {where}")
        cells = [row["code"], row["name"], "" if kind == "C" else kind, parent, municipal, total]
        lines.append("\t".join(cells).rstrip("\t"))
    return "\n".join(lines) + "\n"


def departments(source):
    with open(source / "departements.tsv", encoding="utf-8") as text:
        return [line.rstrip("\n").split("\t")[:2] for line in text]


def department_table(source):
    return "".join(f"{code}\t{name}\n" for code, name in [("code", "name"), *departments(source)])


def vocabulary(source):
    quoted = lambda text: json.dumps(text, ensure_ascii=False)
    terms = [f'  {{ value = "{code}", spelled = [{quoted(name)}] }},\n' for code, name in departments(source)]
    return VOCABULARY_HEAD + "".join(terms) + "]\n"


def lambert93(longitude, latitude):
    """Metres east and north in RGF93 / Lambert-93, the projection of French maps (EPSG:2154)."""
    flattening = 1 / 298.257222101
    e = math.sqrt(flattening * (2 - flattening))
    radius = 6378137

    def isometric(latitude):
        sine = math.sin(latitude)
        return math.atanh(sine) - e * math.atanh(e * sine)

    def parallel(latitude):
        return math.cos(latitude) / math.sqrt(1 - (e * math.sin(latitude)) ** 2)

    first, second = math.radians(44), math.radians(49)
    n = math.log(parallel(second) / parallel(first)) / (isometric(first) - isometric(second))
    c = radius * parallel(first) / n * math.exp(n * isometric(first))
    away = lambda latitude: c * math.exp(-n * isometric(latitude))
    angle = n * math.radians(longitude - 3)
    middle, distance = away(math.radians(46.5)), away(math.radians(latitude))
    return 700000 + distance * math.sin(angle), 6600000 + middle - distance * math.cos(angle)


def point(longitude, latitude):
    """A place on the map: units to the right of and below its north-west corner."""
    east, north = lambert93(longitude, latitude)
    return round(east / UNIT), round((7200000 - north) / UNIT)


def ring(coordinates):
    """One closed line as an SVG path, and its points; nothing of one without an area."""
    points = []
    for pair in coordinates:
        place = point(*pair)
        # On the way and back, or the same unit once more.
        if points and points[-1] == place:
            continue
        while len(points) > 1 and straight(points[-2], points[-1], place):
            points.pop()
        points.append(place)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3:
        return "", []
    path = f"M{points[0][0]} {points[0][1]}l"
    steps = []
    for (x, y), (to_x, to_y) in zip(points, points[1:]):
        steps += [to_x - x, to_y - y]
    # A minus sign parts two numbers as well as a space does.
    path += "".join(f"{'' if step < 0 or number == 0 else ' '}{step}" for number, step in enumerate(steps))
    return path + "z", points


def straight(a, b, c):
    """True if b lies between a and c."""
    cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return cross == 0 and along > 0


def contours(files):
    lines = []
    for file in files:
        for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
            geometry = feature["geometry"]
            polygons = geometry["coordinates"]
            if geometry["type"] == "Polygon":
                polygons = [polygons]
            drawn = [ring(coordinates) for polygon in polygons for coordinates in polygon]
            places = [place for _, points in drawn for place in points]
            if not places:
                sys.exit(f"{file}: {feature['properties']['code']} is smaller than a unit")
            xs, ys = [x for x, _ in places], [y for _, y in places]
            box = [min(xs), min(ys), max(xs), max(ys)]
            cells = [feature["properties"]["code"], *map(str, box), "".join(path for path, _ in drawn)]
            lines.append("\t".join(cells) + "\n")
    return "code\tleft\ttop\tright\tbottom\tpath\n" + "".join(sorted(lines))


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    source = Path(arguments[0])
    made = {
        HERE / "communes.tsv": communes(source),
        HERE / "departments.tsv": department_table(source),
        HERE / "contours-departments.tsv": contours([source / "departements.geojson"]),
        HERE / "contours-communes.tsv": contours(sorted(source.glob("communes-*.geojson"))),
        VOCABULARY: vocabulary(source),
    }
    stale = []
    for file, text in made.items():
        now = file.read_text(encoding="utf-8") if file.exists() else None
        if "--check" not in sys.argv:
            file.write_text(text, encoding="utf-8", newline="\n")
        elif now != text:
            stale.append(file)
    for file in stale:
        print(f"{file}: is not what {source} gives", file=sys.stderr)
    sys.exit(1 if stale else 0)


if __name__ == "__main__":
    main()
