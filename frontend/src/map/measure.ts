import type { IControl, Map as MapLibre, MapMouseEvent } from "maplibre-gl";
import { WORDS } from "./french";

const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Length of a way over the ground, in metres; coordinates in degrees. */
export function lengthOf(way: [number, number][]): number {
  let metres = 0;
  for (let n = 1; n < way.length; n++) {
    const [before, here] = [way[n - 1], way[n]];
    if (before && here) metres += distance(before, here);
  }
  return metres;
}

function distance([lon1, lat1]: [number, number], [lon2, lat2]: [number, number]): number {
  const half = (degrees: number): number => Math.sin((degrees * RADIANS) / 2) ** 2;
  const across = Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * half(lon2 - lon1);
  return 2 * EARTH_M * Math.asin(Math.sqrt(half(lat2 - lat1) + across));
}

/** A button that measures: each point touched adds to the way; a second press ends it. */
export class MeasureControl implements IControl {
  readonly #box = document.createElement("div");
  readonly #button = document.createElement("button");
  #map: MapLibre | null = null;
  #way: [number, number][] = [];

  /** Whether points are being measured: the map then opens no sheet. */
  get active(): boolean {
    return this.#button.getAttribute("aria-pressed") === "true";
  }

  constructor(readonly say: (text: string) => void) {}

  onAdd(map: MapLibre): HTMLElement {
    this.#map = map;
    this.#box.className = "maplibregl-ctrl maplibregl-ctrl-group";
    this.#button.type = "button";
    this.#button.className = "map-measure";
    this.#button.title = WORDS.measure;
    this.#button.setAttribute("aria-label", WORDS.measure);
    this.#button.setAttribute("aria-pressed", "false");
    this.#button.textContent = "m";
    this.#button.addEventListener("click", () => this.#toggle());
    this.#box.append(this.#button);
    map.on("click", this.#add);
    return this.#box;
  }

  onRemove(): void {
    this.#map?.off("click", this.#add);
    this.#box.remove();
    this.#map = null;
  }

  #toggle(): void {
    const begins = !this.active;
    this.#button.setAttribute("aria-pressed", String(begins));
    this.#way = [];
    this.say(begins ? WORDS.measuring : "");
  }

  readonly #add = (event: MapMouseEvent): void => {
    if (!this.active) return;
    this.#way.push(event.lngLat.toArray());
    const metres = lengthOf(this.#way);
    this.say(`${WORDS.measured} ${metres.toLocaleString("fr-FR", { maximumFractionDigits: 1 })} m`);
  };
}
