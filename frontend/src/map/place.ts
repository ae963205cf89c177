import type { Geometry, Position } from "geojson";

/** A place to put the popup of a geometry: its middle point, or the middle of its box. */
export function centreOf(geometry: Geometry): [number, number] {
  const positions = [...positionsOf(geometry)];
  if (geometry.type === "LineString") {
    const [x = 0, y = 0] = positions[Math.floor(positions.length / 2)] ?? [];
    return [x, y];
  }
  const xs = positions.map(([x = 0]) => x);
  const ys = positions.map(([, y = 0]) => y);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

function* positionsOf(geometry: Geometry): Generator<Position> {
  if (geometry.type === "GeometryCollection") {
    for (const part of geometry.geometries) yield* positionsOf(part);
    return;
  }
  yield* flat(geometry.coordinates);
}

function* flat(nested: Position | Position[] | Position[][] | Position[][][]): Generator<Position> {
  if (typeof nested[0] === "number") yield nested as Position;
  else for (const part of nested as Position[][]) yield* flat(part);
}
