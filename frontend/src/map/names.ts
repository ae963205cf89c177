import type { Map as MapLibre, StyleSpecification } from "maplibre-gl";

/** Below this zoom a territory is a few centimetres wide, and its names would hide the data. */
const SMALLEST_ZOOM = 8.5;
const LETTER_PX = 7;
const LINE_PX = 18;
const OUTLINES = "communes";

interface Named {
  properties: { name: string; lon: number; lat: number };
}
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Names of the communes over the background: letters of the page, since no map glyphs are served.
 *
 * A name that would cover one already written is left out. Screen readers are given none: the page
 * lists the places in its table.
 */
export class PlaceNames {
  readonly #layer = document.createElement("div");
  #names: { at: [number, number]; label: HTMLElement }[] = [];

  constructor(readonly map: MapLibre) {
    this.#layer.className = "map-names";
    this.#layer.setAttribute("aria-hidden", "true");
    map.getCanvasContainer().append(this.#layer);
    map.on("move", () => this.#place());
    map.on("resize", () => this.#place());
  }

  /** Write the names of the outlines that a style draws; the same names stay as they are. */
  async read(style: StyleSpecification): Promise<void> {
    const source = style.sources[OUTLINES];
    if (this.#names.length > 0 || source?.type !== "geojson" || typeof source.data !== "string") return;
    const response = await fetch(source.data);
    if (!response.ok) return;
    const collection = (await response.json()) as { features: Named[] };
    this.#names = collection.features.map(({ properties: { name, lon, lat } }) => {
      const label = document.createElement("span");
      label.textContent = name;
      return { at: [lon, lat], label };
    });
    this.#layer.replaceChildren(...this.#names.map((one) => one.label));
    this.#place();
  }

  #place(): void {
    const written: Box[] = [];
    const readable = this.map.getZoom() >= SMALLEST_ZOOM;
    for (const { at, label } of this.#names) {
      const { x, y } = this.map.project(at);
      const box = boxAround(x, y, label.textContent ?? "");
      const free = readable && !written.some((other) => overlap(box, other));
      label.hidden = !free;
      if (!free) continue;
      written.push(box);
      label.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -50%)`;
    }
  }
}

/** The room that a name takes around its place. */
export function boxAround(x: number, y: number, name: string): Box {
  const [width, height] = [(name.length * LETTER_PX) / 2, LINE_PX / 2];
  return { left: x - width, top: y - height, right: x + width, bottom: y + height };
}

export function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
