import type { FeatureCollection } from "geojson";
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  Map as MapLibre,
  StyleSpecification,
} from "maplibre-gl";
import { colour, isDark } from "../theme-colours";
import { SOURCE } from "./layers";
import { addHatching, OVERLAY, overlayLine, overlayPoint, zonesAbove, zonesBelow } from "./overlay";

/** What the page gives the map of a network besides its tiles. */
export interface Drawn {
  /** Path of an SVG in a square of 16, by kind of node; that of "" stands for the others. */
  outlines: Record<string, string>;
  /** Names of the materials, by code. */
  materials: Record<string, string>;
  overlay: FeatureCollection | null;
}

const SIDE = 16;
const LIGHTER = 0.4;
const SCALE = 3;
const DASHES: [string, number[] | null][] = [
  ["A", null],
  ["B", [4, 2]],
  ["C", [1, 1.6]],
];
const DEAD = ["abandoned", "removed", "stopped", "planned"];

/** Read what the page gives; nothing for a map that is not of a network. */
export function drawnOf(element: HTMLElement): Drawn | null {
  const source = element.querySelector("#network-drawn")?.textContent;
  return source ? (JSON.parse(source) as Drawn) : null;
}

/** Lines by class (full, dashes, dots), then nodes by their outlines, then what is laid over. */
export function dressNetwork(
  style: StyleSpecification,
  paint: ExpressionSpecification | string,
  drawn: Drawn,
): void {
  const shared = { source: SOURCE, "source-layer": "data" };
  const width: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 9, 1.2, 14, 2.6, 18, 5];
  const dead: ExpressionSpecification = ["in", ["coalesce", ["get", "status"], ""], ["literal", DEAD]];
  if (drawn.overlay) {
    style.sources[OVERLAY] = { type: "geojson", data: drawn.overlay };
    style.layers.push(...zonesBelow(), overlayLine());
  }
  for (const [letter, dash] of DASHES) {
    style.layers.push({
      ...shared,
      id: `network-${letter}`,
      type: "line",
      filter: [
        "all",
        ["==", ["get", "role"], "pipe"],
        ["==", ["get", "precision"], letter],
      ] as FilterSpecification,
      layout: { "line-cap": dash ? "butt" : "round", "line-join": "round" },
      paint: {
        "line-color": readable(paint),
        "line-width": width,
        "line-opacity": ["case", dead, 0.4, 1],
        ...(dash ? { "line-dasharray": dash } : {}),
      },
    } as LayerSpecification);
  }
  style.layers.push({
    ...shared,
    id: "network-nodes",
    type: "symbol",
    filter: ["==", ["get", "role"], "node"],
    layout: {
      "icon-image": ["coalesce", ["image", ["concat", "node-", ["get", "kind"]]], ["image", "node-"]],
      "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.5, 15, 0.75, 18, 1.3],
      "icon-allow-overlap": true,
    },
  } as LayerSpecification);
  if (drawn.overlay) style.layers.push(...zonesAbove(), overlayPoint());
}

/** The colours of the norm are for white paper: on a dark ground they are lightened. */
function readable(paint: ExpressionSpecification | string): ExpressionSpecification | string {
  return isDark() ? ["interpolate", ["linear"], LIGHTER, 0, paint, 1, "#ffffff"] : paint;
}

/** Draw the outlines as images of the map: stroke in ink, inside in the colour of the paper. */
export function addOutlines(map: MapLibre, drawn: Drawn): void {
  addHatching(map);
  for (const [kind, path] of Object.entries(drawn.outlines)) {
    const name = `node-${kind}`;
    const image = outlined(path);
    if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: SCALE });
  }
}

function outlined(path: string): ImageData | null {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE * SCALE;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.scale(SCALE, SCALE);
  const shape = new Path2D(path);
  pen.fillStyle = colour("surface");
  pen.fill(shape);
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 1.6;
  pen.lineJoin = "round";
  pen.stroke(shape);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
