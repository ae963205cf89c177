import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import { colour } from "../theme-colours";

/** One entry of the legend: a value, the values from `min` (included) to `max` (excluded), or the rest. */
export interface LegendEntry {
  color: string;
  label: string;
  value?: string | number | boolean | null;
  min?: number;
  max?: number;
}

export type Geometry = "point" | "line" | "polygon" | "mixed";

export const SOURCE = "terrier-data";
const TILE_LAYER = "data";

/** The colour of a feature: by the legend, or the theme's river where the legend says nothing. */
export function colourBy(property: string | null, legend: LegendEntry[]): ExpressionSpecification | string {
  const fallback = colour("river");
  if (!property || legend.length === 0) return fallback;
  const value: ExpressionSpecification = ["get", property];
  const cases: unknown[] = [];
  for (const entry of legend) {
    const test = condition(value, entry);
    if (test) cases.push(test, entry.color);
  }
  const rest = legend.find(isRest)?.color ?? fallback;
  return cases.length ? (["case", ...cases, rest] as ExpressionSpecification) : rest;
}

/** An entry without value nor bounds is that of everything else. */
function isRest(entry: LegendEntry): boolean {
  return entry.value === undefined && entry.min === undefined && entry.max === undefined;
}

function condition(value: ExpressionSpecification, entry: LegendEntry): ExpressionSpecification | null {
  if (entry.min === undefined && entry.max === undefined) {
    if (entry.value === undefined) return null;
    if (entry.value === null) return ["==", value, null];
    return ["==", ["to-string", value], String(entry.value)];
  }
  const tests: ExpressionSpecification[] = [["!=", value, null]];
  if (entry.min !== undefined) tests.push([">=", ["to-number", value], entry.min]);
  if (entry.max !== undefined) tests.push(["<", ["to-number", value], entry.max]);
  return ["all", ...tests];
}

function only(...types: string[]): FilterSpecification {
  return ["in", ["geometry-type"], ["literal", types]];
}

const POLYGONS = only("Polygon", "MultiPolygon");
const LINES = only("LineString", "MultiLineString");
const POINTS = only("Point", "MultiPoint");

/** The layers that draw the data, the lowest first. */
export function dataLayers(
  geometry: Geometry,
  paint: ExpressionSpecification | string,
): LayerSpecification[] {
  const shared = { source: SOURCE, "source-layer": TILE_LAYER };
  const halo = colour("surface");
  const all: [Geometry, LayerSpecification][] = [
    [
      "polygon",
      {
        ...shared,
        id: "terrier-fill",
        type: "fill",
        filter: POLYGONS,
        paint: { "fill-color": paint, "fill-opacity": 0.35 },
      },
    ],
    [
      "polygon",
      {
        ...shared,
        id: "terrier-outline",
        type: "line",
        filter: POLYGONS,
        paint: { "line-color": paint, "line-width": 1.5 },
      },
    ],
    [
      "line",
      {
        ...shared,
        id: "terrier-line",
        type: "line",
        filter: LINES,
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": paint, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1.5, 16, 5] },
      },
    ],
    [
      "point",
      {
        ...shared,
        id: "terrier-point",
        type: "circle",
        filter: POINTS,
        paint: {
          "circle-color": paint,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 2.5, 12, 5.5, 17, 9],
          "circle-stroke-color": halo,
          "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 6, 0.5, 12, 1.5],
        },
      },
    ],
  ];
  return all.filter(([kind]) => geometry === "mixed" || geometry === kind).map(([, layer]) => layer);
}

/** What names a feature: its reference in a network, else its row. */
export function nameOf(feature: { properties: Record<string, unknown> }): string {
  return String(feature.properties.ref ?? feature.properties._row);
}

/** The ring around what is selected. */
export function selectionLayers(row: string): LayerSpecification[] {
  const shared = { source: SOURCE, "source-layer": TILE_LAYER };
  const chosen: ExpressionSpecification = [
    "==",
    ["to-string", ["coalesce", ["get", "ref"], ["get", "_row"]]],
    row,
  ];
  const ink = colour("clay");
  return [
    {
      ...shared,
      id: "terrier-chosen-line",
      type: "line",
      filter: ["all", chosen, ["!", POINTS as ExpressionSpecification]],
      paint: { "line-color": ink, "line-width": 4 },
    },
    {
      ...shared,
      id: "terrier-chosen-point",
      type: "circle",
      filter: ["all", chosen, POINTS as ExpressionSpecification],
      paint: {
        "circle-radius": 11,
        "circle-color": "transparent",
        "circle-stroke-color": ink,
        "circle-stroke-width": 3,
      },
    },
  ];
}
