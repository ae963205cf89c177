export type Place = [number, number];
export type Drawing =
  | { type: "Point"; coordinates: Place }
  | { type: "LineString"; coordinates: Place[] }
  | { type: "Polygon"; coordinates: Place[][] };

/** What points make together, to the centimetre: a zone from three on, unless a line is wanted. */
export function drawing(way: Place[], asLine: boolean): Drawing | null {
  const places = way.map(([lon, lat]): Place => [rounded(lon), rounded(lat)]);
  const [first] = places;
  if (!first) return null;
  if (places.length === 1) return { type: "Point", coordinates: first };
  if (places.length === 2 || asLine) return { type: "LineString", coordinates: places };
  return { type: "Polygon", coordinates: [[...places, first]] };
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
