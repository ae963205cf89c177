"""The outlines of the communes: irregular, sharing their edges, following the river in places."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Polygon

from terrier.demonstration.ground import Bend, Points, crumple, stream


def border(seed: int) -> Polygon:
    """Draw the straight-plan border of the territory, some 26 km by 19 km."""
    rng = stream(seed, "border")
    angle = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    wave = sum(
        size * np.sin(turns * angle + rng.uniform(0, 6.3))
        for turns, size in ((2, 0.05), (3, 0.08), (5, 0.06), (7, 0.04))
    )
    radius = 1 + wave + rng.uniform(-0.04, 0.04, len(angle))
    corners = np.column_stack([np.cos(angle) * 12800, np.sin(angle) * 9300]) * radius[:, None]
    return Polygon(_crumpled_ring(corners, rng))


def draw(seed: int, sites: Points, edge: Polygon, river: LineString, bend: Bend) -> list[Polygon]:
    """Draw one polygon per site; together they tile the border exactly.

    The cells nearest to each site are crumpled edge by edge (each shared edge once), bent, cut by
    the river, and the small cuts beyond the river given to the commune on that bank.
    """
    cells = shapely.voronoi_polygons(
        MultiPoint(sites), extend_to=edge.buffer(5000), only_edges=True
    )
    rng = stream(seed, "edges")
    arcs = [
        LineString(bend.points(shapely.get_coordinates(shapely.segmentize(arc, 40))))
        for arc in _crumpled(list(shapely.get_parts(cells)), rng)
    ]
    rim = bend.line(edge.exterior, 40)
    land = Polygon(rim)
    inner = [shapely.intersection(arc, land) for arc in arcs]
    without = _faces([*inner, rim], land)
    owners = _owner_of(without, bend.points(sites))
    with_river = _faces([*inner, rim, river], land)
    return _give_banks(with_river, without, owners, len(sites))


def _crumpled_ring(corners: Points, rng: np.random.Generator) -> Points:
    pairs = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    return np.vstack([crumple(a, b, 0.12, 6, rng)[:-1] for a, b in pairs])


def _crumpled(edges: list[LineString], rng: np.random.Generator) -> list[LineString]:
    drawn = []
    for edge in edges:
        a, b = shapely.get_coordinates(edge)[[0, -1]]
        levels = int(np.clip(np.log2(max(edge.length, 80) / 35), 1, 8))
        drawn.append(LineString(crumple(a, b, 0.13, levels, rng)))
    return drawn


def _faces(lines: list[shapely.Geometry], land: Polygon) -> list[Polygon]:
    noded = shapely.union_all(lines, grid_size=0.1)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    return [f for f in faces if land.buffer(1).contains(f.representative_point())]


def _owner_of(faces: list[Polygon], sites: Points) -> list[int]:
    """Give each face to the site that it holds, or else to the nearest."""
    points = shapely.points(sites)
    return [int(np.argmin(shapely.distance(points, face))) for face in faces]


def _give_banks(
    pieces: list[Polygon], cells: list[Polygon], owners: list[int], count: int
) -> list[Polygon]:
    cell_tree = shapely.STRtree(cells)
    owner = [owners[int(cell_tree.nearest(piece.representative_point()))] for piece in pieces]
    areas = np.zeros(count)
    np.add.at(areas, owner, [p.area for p in pieces])
    small = [p.area < 0.4 * areas[o] for p, o in zip(pieces, owner, strict=True)]
    main: dict[int, int] = {}
    for i, piece in enumerate(pieces):
        if owner[i] not in main or piece.area > pieces[main[owner[i]]].area:
            main[owner[i]] = i
    given = list(owner)
    for i, piece in enumerate(pieces):
        if small[i] and main[owner[i]] != i:
            given[i] = _best_neighbour(i, piece, pieces, owner, main)
    unions = [[p for p, o in zip(pieces, given, strict=True) if o == c] for c in range(count)]
    return [_largest(shapely.union_all(parts, grid_size=0.1)) for parts in unions]


def _best_neighbour(
    index: int, piece: Polygon, pieces: list[Polygon], owner: list[int], main: dict[int, int]
) -> int:
    """Find the commune whose main piece shares the longest edge, its own being across the river."""
    shared = {
        o: piece.intersection(pieces[i]).length
        for o, i in main.items()
        if o != owner[index] and i != index and piece.distance(pieces[i]) < 0.2
    }
    best = max(shared, key=lambda o: shared[o], default=owner[index])
    return best if shared.get(best, 0) > 150 else owner[index]


def _largest(shape: shapely.Geometry) -> Polygon:
    return max(shapely.get_parts(shape), key=lambda part: part.area)
