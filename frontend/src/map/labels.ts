import type { Map as MapLibre } from "maplibre-gl";
import { nameOf } from "./layers";
import { type Box, boxAround, overlap } from "./names";
import { centreOf } from "./place";

const FROM_ZOOM = 16.5;
const MOST = 60;

/** What pipes are made of, their diameter and their year, written beside them at large scale. */
export class PipeLabels {
  readonly #layer = document.createElement("div");

  constructor(
    readonly map: MapLibre,
    readonly materials: Record<string, string>,
  ) {
    this.#layer.className = "map-names";
    this.#layer.setAttribute("aria-hidden", "true");
    map.getCanvasContainer().append(this.#layer);
    map.on("move", () => this.#layer.replaceChildren());
    map.on("idle", () => this.#write());
  }

  #text({ material, diameter, year }: Record<string, unknown>): string {
    const parts = [
      material ? (this.materials[String(material)] ?? String(material)) : "",
      diameter ? `Ø ${Math.round(Number(diameter))}` : "",
      year ? String(year) : "",
    ];
    return parts.filter(Boolean).join(" ");
  }

  #write(): void {
    this.#layer.replaceChildren();
    if (this.map.getZoom() < FROM_ZOOM) return;
    const layers = ["network-A", "network-B", "network-C"].filter((id) => this.map.getLayer(id));
    const written: Box[] = [];
    const said = new Set<string>();
    for (const feature of this.map.queryRenderedFeatures({ layers })) {
      const text = this.#text(feature.properties);
      const ref = nameOf(feature);
      if (!text || said.has(ref) || written.length >= MOST) continue;
      const { x, y } = this.map.project(centreOf(feature.geometry));
      const box = boxAround(x, y, text);
      if (written.some((other) => overlap(box, other))) continue;
      said.add(ref);
      written.push(box);
      const label = document.createElement("span");
      label.textContent = text;
      label.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -130%)`;
      this.#layer.append(label);
    }
  }
}
