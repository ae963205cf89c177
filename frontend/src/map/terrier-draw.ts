import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import {
  type GeoJSONSource,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { colour, onThemeChange } from "../theme-colours";
import { background } from "./background";
import { type Drawing, drawing, type Place } from "./drawing";
import { FRENCH, WORDS } from "./french";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);

const SOURCE = "terrier-drawn";
const FRANCE: [number, number, number, number] = [-5, 42, 8, 51];

/**
 * Draws a zone or a line on a map, point by point, into a text field.
 *
 * Attributes: `for` (id of the field that receives GeoJSON), `bounds` ("w,s,e,n", where the map
 * opens), `basemap` (address of a MapLibre style), `label`. The button « point au centre » does with
 * the keyboard what a click does with the mouse.
 */
export class TerrierDraw extends HTMLElement {
  #map: MapLibre | null = null;
  #way: Place[] = [];
  #line: HTMLInputElement | null = null;
  #stop = (): void => {};

  connectedCallback(): void {
    const canvas = document.createElement("div");
    canvas.className = "map-canvas";
    const tools = this.#tools();
    try {
      this.append(tools, canvas);
      this.#map = this.#draw(canvas);
    } catch {
      // MapLibre throws where there is no WebGL: the field still takes coordinates.
      canvas.remove();
      tools.remove();
      return;
    }
    this.querySelector<HTMLElement>(".map-fallback")?.setAttribute("hidden", "");
    void this.#dress();
    this.#stop = onThemeChange(() => void this.#dress());
  }

  disconnectedCallback(): void {
    this.#stop();
    this.#map?.remove();
    this.#map = null;
  }

  /** Add a point, in degrees. */
  add(place: Place): void {
    this.#way.push(place);
    this.#tell();
  }

  #draw(container: HTMLElement): MapLibre {
    const [west, south, east, north] = (this.getAttribute("bounds") ?? "").split(",").map(Number);
    const known = west !== undefined && south !== undefined && east !== undefined && north !== undefined;
    const map = new MapLibre({
      container,
      style: { version: 8, sources: {}, layers: [] },
      bounds: known ? [west, south, east, north] : FRANCE,
      fitBoundsOptions: { padding: 24, animate: false },
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: { compact: false },
      locale: { ...FRENCH, "Map.Title": this.getAttribute("label") ?? "" },
      transformRequest: (url) => ({ url: new URL(url, document.baseURI).href }),
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    map.on("click", (event) => this.add(event.lngLat.toArray()));
    return map;
  }

  #tools(): HTMLElement {
    const tools = document.createElement("div");
    tools.className = "actions map-tools";
    const line = document.createElement("label");
    line.className = "choice";
    this.#line = document.createElement("input");
    this.#line.type = "checkbox";
    this.#line.addEventListener("change", () => this.#tell());
    line.append(this.#line, ` ${WORDS.drawLine}`);
    tools.append(
      this.#button(WORDS.drawHere, () => this.add(this.#map?.getCenter().toArray() ?? [0, 0])),
      this.#button(WORDS.drawBack, () => {
        this.#way.pop();
        this.#tell();
      }),
      this.#button(WORDS.drawAgain, () => {
        this.#way = [];
        this.#tell();
      }),
      line,
    );
    return tools;
  }

  #button(words: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }

  /** Write the drawing into the field and on the map. */
  #tell(): void {
    const drawn = drawing(this.#way, this.#line?.checked ?? false);
    const field = document.getElementById(this.getAttribute("for") ?? "");
    if (field instanceof HTMLTextAreaElement) field.value = drawn ? JSON.stringify(drawn) : "";
    this.#show(drawn);
  }

  #show(drawn: Drawing | null): void {
    const source = this.#map?.getSource<GeoJSONSource>(SOURCE);
    const points = { type: "MultiPoint" as const, coordinates: this.#way };
    source?.setData({ type: "GeometryCollection", geometries: drawn ? [drawn, points] : [points] });
  }

  async #dress(): Promise<void> {
    const style = await background(this.getAttribute("basemap"));
    const ink = colour("clay");
    style.sources[SOURCE] = { type: "geojson", data: { type: "GeometryCollection", geometries: [] } };
    style.layers.push(
      { id: "drawn-fill", type: "fill", source: SOURCE, paint: { "fill-color": ink, "fill-opacity": 0.2 } },
      { id: "drawn-line", type: "line", source: SOURCE, paint: { "line-color": ink, "line-width": 3 } },
      {
        id: "drawn-points",
        type: "circle",
        source: SOURCE,
        paint: { "circle-color": ink, "circle-radius": 5 },
      },
    );
    this.#map?.setStyle(style, { diff: false });
    this.#map?.once("styledata", () => this.#show(drawing(this.#way, this.#line?.checked ?? false)));
  }
}

customElements.define("terrier-draw", TerrierDraw);
