"""Makes the web app's map: the shapes of countries, in Mercator's projection, simplified.

In:  countries-50m.json of the npm package world-atlas 2.0.2 (Natural Earth 4.1 as TopoJSON, in the public domain);
     of this repository data/countries.tsv (ISO numbers and codes).
Out: crates/musnad-web/assets/map.svg (a path a country, by its ISO code, and the contested borders) and map.tsv (where
     each country's name stands, and how much room it has), the same bytes each time.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python data/recipes/map.py package/countries-50m.json

Fifty units are one degree of longitude; 0 0 is 180 degrees west on the 80th parallel north. Standard library only.
"""

import csv
import json
import math
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASSETS = ROOT / "crates" / "musnad-web" / "assets"

UNITS = 50
NORTH, SOUTH = 80.0, -58.0
# West, south, east, north of what is drawn in detail: the Middle East, North Africa, the Horn, the Sahel.
DETAIL = (-19.0, -4.0, 66.0, 43.0)
# How far a line may stray, in degrees, and the least area of an island, in square units: in detail, and elsewhere.
STRAY, STRAY_ELSEWHERE = 0.01, 0.15
ISLAND, ISLAND_ELSEWHERE = 12, 400
LEFT_OUT = {"ATA"}
# What has no ISO code, under the code that docs/names.md has for it, else none.
WITHOUT_CODE = {"Somaliland": "SOM", "N. Cyprus": "CYP", "Kosovo": None, "Siachen Glacier": None,
                "Indian Ocean Ter.": None}
# A shape inside which this point lies goes to the second country: docs/names.md, Crimea.
MOVED = [("RUS", "UKR", (34.0, 45.3))]
# Borders that are drawn as contested (docs/names.md): between these, by name in Natural Earth.
CONTESTED = [("Morocco", "W. Sahara"), ("Mauritania", "W. Sahara"), ("Algeria", "W. Sahara"), ("Somalia", "Somaliland"),
             ("Cyprus", "N. Cyprus"), ("Israel", "Palestine"), ("Israel", "Syria"), ("Israel", "Lebanon"),
             ("Russia", "Ukraine"), ("Egypt", "Sudan"), ("Sudan", "S. Sudan"), ("Ethiopia", "Sudan"), ("India", "Pakistan"),
             ("China", "India"), ("China", "Pakistan"), ("Serbia", "Kosovo"), ("India", "Siachen Glacier"),
             ("Pakistan", "Siachen Glacier"), ("China", "Siachen Glacier")]


def read(path):
    """The arcs in degrees, and each country: code or none, name, polygons of rings of arcs."""
    topology = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    codes = {}
    with open(ROOT / "data" / "countries.tsv", encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            codes[row["numeric"]] = row["code"]
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        number = shape.get("id")
        code = codes.get(str(int(number))) if number else WITHOUT_CODE[name]
        polygons = shape.get("arcs", [])
        countries.append((code, name, [polygons] if shape["type"] == "Polygon" else polygons))
    return arcs, countries


def detailed(points):
    west, south, east, north = DETAIL
    return any(west <= x <= east and south <= y <= north for x, y in points)


def simplified(points):
    """Ramer, Douglas and Peucker; a ring is cut where it is farthest from its beginning."""
    stray = STRAY if detailed(points) else STRAY_ELSEWHERE
    if points[0] == points[-1]:
        far = max(range(len(points)), key=lambda n: math.dist(points[0], points[n]))
        return thinned(points[: far + 1], stray)[:-1] + thinned(points[far:], stray)
    return thinned(points, stray)


def thinned(points, stray):
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = math.hypot(bx - ax, by - ay)
        worst, at = stray, None
        for n in range(first + 1, last):
            x, y = points[n]
            if length == 0:
                off = math.hypot(x - ax, y - ay)
            else:
                off = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
            if off > worst:
                worst, at = off, n
        if at is not None:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [points[n] for n in sorted(keep)]


def projected(point):
    def y(latitude):
        return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) * 180 / math.pi

    lon, lat = point
    lat = min(max(lat, SOUTH), NORTH)
    return round((lon + 180) * UNITS), round((y(NORTH) - y(lat)) * UNITS)


def ring(arcs, numbers):
    """The points of a ring: arcs by number, backwards where it is negative."""
    points = []
    for n in numbers:
        arc = arcs[n] if n >= 0 else arcs[~n][::-1]
        points += arc[1:] if points else arc
    out = []
    for point in map(projected, points):
        if not out or out[-1] != point:
            out.append(point)
    return out


def area(points):
    return sum(a * d - c * b for (a, b), (c, d) in zip(points, points[1:])) / 2


def middle(points):
    whole = area(points)
    x = sum((a + c) * (a * d - c * b) for (a, b), (c, d) in zip(points, points[1:])) / (6 * whole)
    y = sum((b + d) * (a * d - c * b) for (a, b), (c, d) in zip(points, points[1:])) / (6 * whole)
    return round(x), round(y)


def path(points, closed=True):
    (x, y), out = points[0], [f"M{points[0][0]} {points[0][1]}l"]
    steps = []
    for a, b in points[1:-1] if closed else points[1:]:
        steps.append(f"{a - x} {b - y}")
        x, y = a, b
    return out[0] + " ".join(steps).replace(" -", "-") + ("z" if closed else "")


def holds(points, point):
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(points, points[1:]):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def main():
    arcs, countries = read(sys.argv[1])
    thin = [simplified(arc) for arc in arcs]
    shapes = {}
    for code, _, polygons in countries:
        if code in LEFT_OUT:
            continue
        found = []
        for polygon in polygons:
            rings = [ring(thin, numbers) for numbers in polygon]
            rings = [r for r in rings if len(r) > 3 and area(r) != 0]
            if rings:
                whole = [p for n in polygon[0] for p in arcs[n if n >= 0 else ~n]]
                least = ISLAND if detailed(whole) else ISLAND_ELSEWHERE
                found.append((abs(area(rings[0])), least, rings))
        found.sort(key=lambda f: -f[0])
        # the largest stays even where it is small
        kept = [rings for n, (size, least, rings) in enumerate(found) if n == 0 or size >= least]
        shapes.setdefault(code, []).extend(kept)
    for one, other, point in MOVED:
        point = projected(point)
        for rings in [r for r in shapes[one] if holds(r[0], point)]:
            shapes[one].remove(rings)
            shapes[other].append(rings)
    by_name = {name: {n if n >= 0 else ~n for polygon in polygons for r in polygon for n in r}
               for _, name, polygons in countries}
    lines = sorted({n for a, b in CONTESTED for n in by_name[a] & by_name[b]})
    svg = ['<svg xmlns="http://www.w3.org/2000/svg">', '<g id="land">']
    labels = ["code\tx\ty\twidth\theight"]
    for code in sorted(shapes, key=lambda c: c or ""):
        if not shapes[code]:
            continue
        # of what has no code, each by itself
        d = "".join(path(r) for rings in shapes[code] for r in rings)
        name = f' id="{code}"' if code else ""
        svg.append(f'<path{name} vector-effect="non-scaling-stroke" d="{d}"/>')
        if code:
            largest = max((rings[0] for rings in shapes[code]), key=lambda r: abs(area(r)))
            xs, ys = [p[0] for p in largest], [p[1] for p in largest]
            x, y = middle(largest)
            labels.append(f"{code}\t{x}\t{y}\t{max(xs) - min(xs)}\t{max(ys) - min(ys)}")
    dashes = []
    for n in lines:
        points = []
        for point in map(projected, thin[n]):
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 1:
            dashes.append(path(points, closed=False))
    svg += ["</g>", f'<path id="contested" vector-effect="non-scaling-stroke" fill="none" d="{"".join(dashes)}"/>', "</svg>"]
    (ASSETS / "map.svg").write_text("\n".join(svg) + "\n", encoding="utf-8")
    (ASSETS / "map.tsv").write_text("\n".join(labels) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
