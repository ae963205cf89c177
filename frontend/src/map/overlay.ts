import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  Map as MapLibre,
} from "maplibre-gl";
import { colour } from "../theme-colours";

export const OVERLAY = "network-overlay";
const HATCHING = "hatching";
const SIDE = 12;
const PARTS: ExpressionSpecification = ["match", ["get", "part"], "zone", "#c8102e", "#d9620b"];
const WORKSITE = "#b06a00";

/** Zones that lie under the networks: where a pipe may be, other worksites, what is not known. */
export function zonesBelow(): LayerSpecification[] {
  const own: ExpressionSpecification = ["coalesce", ["get", "color"], colour("river")];
  return [
    fill("corridor", { "fill-color": own, "fill-opacity": 0.12 }),
    outline("corridor", { "line-color": own, "line-width": 1, "line-dasharray": [1, 2] }),
    fill("worksite", { "fill-color": WORKSITE, "fill-opacity": 0.15 }),
    outline("worksite", { "line-color": WORKSITE, "line-width": 2, "line-dasharray": [3, 1.5] }),
    fill("unknown", { "fill-pattern": HATCHING }),
    outline("unknown", { "line-color": colour("ink"), "line-width": 1.2, "line-dasharray": [1, 2] }),
  ];
}

/** What was asked for, over everything: the footprint and its margin. */
export function zonesAbove(): LayerSpecification[] {
  const ink = colour("ink");
  return [
    outline("margin", { "line-color": ink, "line-width": 1, "line-dasharray": [6, 2, 1, 2] }),
    outline("footprint", { "line-color": colour("surface"), "line-width": 5 }, "-halo"),
    outline("footprint", { "line-color": ink, "line-width": 2.4, "line-dasharray": [4, 1.4] }),
  ];
}

/** Slanted lines in ink: what is not known is never a blank. */
export function addHatching(map: MapLibre): void {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (!pen || map.hasImage(HATCHING)) return;
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 1.2;
  for (const shift of [-SIDE, 0, SIDE]) {
    pen.moveTo(shift, SIDE);
    pen.lineTo(shift + SIDE, 0);
  }
  pen.stroke();
  map.addImage(HATCHING, pen.getImageData(0, 0, SIDE, SIDE));
}

function of(part: string): FilterSpecification {
  return [
    "all",
    ["==", ["get", "part"], part],
    ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]],
  ];
}

function fill(part: string, paint: object): LayerSpecification {
  return { id: `overlay-${part}-fill`, type: "fill", source: OVERLAY, filter: of(part), paint };
}

function outline(part: string, paint: object, suffix = ""): LayerSpecification {
  return { id: `overlay-${part}-outline${suffix}`, type: "line", source: OVERLAY, filter: of(part), paint };
}

/** What a trace or a closure found, under the pipes. */
export function overlayLine(): LayerSpecification {
  return {
    id: "overlay-line",
    type: "line",
    source: OVERLAY,
    filter: ["==", ["geometry-type"], "LineString"],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": PARTS,
      "line-opacity": 0.55,
      "line-width": ["interpolate", ["linear"], ["zoom"], 9, 5, 18, 16],
    },
  };
}

/** The places that are numbered. */
export function overlayPoint(): LayerSpecification {
  return {
    id: "overlay-point",
    type: "circle",
    source: OVERLAY,
    filter: ["all", ["==", ["geometry-type"], "Point"], ["!=", ["get", "part"], "unknown"]],
    paint: {
      "circle-radius": 12,
      "circle-color": colour("surface"),
      "circle-opacity": ["match", ["get", "part"], "leak", 1, 0],
      "circle-stroke-color": ["match", ["get", "part"], "leak", "#c8102e", colour("ink")],
      "circle-stroke-width": 3,
    },
  };
}
