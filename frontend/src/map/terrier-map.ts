import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import {
  AttributionControl,
  FullscreenControl,
  type MapGeoJSONFeature,
  Map as MapLibre,
  NavigationControl,
  Popup,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { isDark, onThemeChange } from "../theme-colours";
import { background } from "./background";
import { FRENCH, WORDS } from "./french";
import { tieList } from "./in-view";
import { PipeLabels } from "./labels";
import {
  colourBy,
  dataLayers,
  type Geometry,
  type LegendEntry,
  nameOf,
  SOURCE,
  selectionLayers,
} from "./layers";
import { numberMarks } from "./marks";
import { MeasureControl } from "./measure";
import { PlaceNames } from "./names";
import { addOutlines, type Drawn, drawnOf, dressNetwork } from "./network";
import { centreOf } from "./place";
import { littleSheet } from "./popup";
import { unwatch, watchedTiles } from "./tiles";

// The worker is our own file: the content security policy accepts no other.
setWorkerUrl(new URL(workerUrl, import.meta.url).href);

type Box = [number, number, number, number];
const FRANCE: Box = [-5, 42, 8, 51];
const PAUSE_MS = 300;
let made = 0;

/**
 * A map of one table.
 *
 * Attributes: `tiles` (address template, layer « data »), `tile-zooms` ("0,14"), `bounds` ("w,s,e,n",
 * where there are data), `view` (the same form: where the map opens, on the bounds by default), `geometry` (point, line, polygon, mixed), `feature-url` (template with {row}), `basemap` (address of a
 * MapLibre style; theme=light or dark is added), `color-by` (property), `label`, `attribution`.
 * Children: `<script type="application/json">`, the legend; `#network-drawn`, what a network has besides; `.map-still`, a picture of the same, which gives its place to the map.
 * Events: `terrier-map:view` (detail.bbox, when the view rests), `terrier-map:select` (detail.row).
 */
export class TerrierMap extends HTMLElement {
  readonly #id = `map${++made}`;
  readonly #generalisedAt = new Set<number>();
  readonly #note = document.createElement("p");
  #map: MapLibre | null = null;
  #names: PlaceNames | null = null;
  #popup: Popup | null = null;
  #chosen: string | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];
  #drawn: Drawn | null = null;
  readonly #measure = new MeasureControl((text) => this.#say(text));

  connectedCallback(): void {
    const canvas = document.createElement("div");
    canvas.className = "map-canvas";
    this.#note.className = "map-note";
    this.#note.setAttribute("role", "status");
    this.#note.hidden = true;
    try {
      this.append(canvas, this.#note);
      this.#map = this.#draw(canvas);
      this.#names = new PlaceNames(this.#map);
      this.#drawn = drawnOf(this);
      if (this.#drawn) this.#prepareNetwork(this.#map, this.#drawn);
      void this.#dress();
    } catch {
      // MapLibre throws where there is no WebGL.
      canvas.remove();
      this.#fallback(WORDS.noWebgl);
      return;
    }
    for (const part of this.querySelectorAll(".map-fallback, .map-still")) part.setAttribute("hidden", "");
    this.#stops = [tieList(this), onThemeChange(() => void this.#dress())];
  }

  disconnectedCallback(): void {
    clearTimeout(this.#pause);
    for (const stop of this.#stops) stop();
    unwatch(this.#id);
    this.#map?.remove();
    this.#map = null;
  }

  /** Show one row (ring, popup, event `terrier-map:select`); false when the map does not hold it. */
  select(row: string): boolean {
    const features = this.#map?.querySourceFeatures(SOURCE, {
      sourceLayer: "data",
      filter: ["==", ["to-string", ["get", "_row"]], row],
    });
    const feature = features?.[0];
    if (feature) this.#choose(row, centreOf(feature.geometry));
    return feature !== undefined;
  }

  #draw(container: HTMLElement): MapLibre {
    const map = new MapLibre({
      container,
      style: { version: 8, sources: {}, layers: [] },
      bounds: this.#box("view") ?? this.#box("bounds") ?? FRANCE,
      fitBoundsOptions: { padding: 24, animate: false },
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: false,
      locale: { ...FRENCH, "Map.Title": this.getAttribute("label") ?? FRENCH["Map.Title"] ?? "" },
      transformRequest: (url) => ({ url: new URL(url, document.baseURI).href }),
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new FullscreenControl({ container: this }), "top-right");
    map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    map.addControl(new AttributionControl({ compact: false }), "bottom-right");
    map.on("moveend", () => this.#rest());
    map.on("click", (event) => {
      if (this.#measure.active) return;
      const feature = this.#under(event.point);
      if (feature) this.#choose(nameOf(feature), event.lngLat.toArray());
    });
    map.on("mousemove", (event) => {
      map.getCanvas().style.cursor = this.#under(event.point) ? "pointer" : "";
    });
    return map;
  }

  #prepareNetwork(map: MapLibre, drawn: Drawn): void {
    map.addControl(this.#measure, "top-right");
    numberMarks(map, drawn.overlay);
    new PipeLabels(map, drawn.materials);
  }

  #box(name: "bounds" | "view"): Box | null {
    const [w, s, e, n] = (this.getAttribute(name) ?? "").split(",").map(Number);
    return w === undefined || s === undefined || e === undefined || n === undefined ? null : [w, s, e, n];
  }

  /** Put on the background and the data in the theme's colours; again when the theme changes. */
  async #dress(): Promise<void> {
    this.toggleAttribute("data-dark", isDark());
    const style = await background(this.getAttribute("basemap"));
    void this.#names?.read(style);
    const [minzoom = 0, maxzoom = 14] = (this.getAttribute("tile-zooms") ?? "0,14").split(",").map(Number);
    style.sources[SOURCE] = {
      type: "vector",
      tiles: [watchedTiles(this.#id, this.getAttribute("tiles") ?? "", this.#watch)],
      bounds: this.#box("bounds") ?? FRANCE,
      minzoom,
      maxzoom,
      attribution: this.getAttribute("attribution") ?? "",
    };
    const paint = colourBy(this.getAttribute("color-by"), this.#legend());
    const geometry = (this.getAttribute("geometry") ?? "mixed") as Geometry;
    if (this.#drawn) dressNetwork(style, paint, this.#drawn);
    else style.layers.push(...dataLayers(geometry, paint));
    if (this.#chosen !== null) style.layers.push(...selectionLayers(this.#chosen));
    this.#map?.setStyle(style, { diff: false });
    if (this.#drawn && this.#map) addOutlines(this.#map, this.#drawn);
  }

  #legend(): LegendEntry[] {
    const source = this.querySelector("script[type='application/json']")?.textContent;
    return source ? (JSON.parse(source) as LegendEntry[]) : [];
  }

  readonly #watch = {
    generalised: (zoom: number): void => {
      this.#generalisedAt.add(zoom);
      this.#sayIfGeneralised();
    },
    missing: (): void => this.#say(WORDS.tilesMissing),
  };

  #under(point: { x: number; y: number }): MapGeoJSONFeature | undefined {
    const reach = 5;
    const [low, high] = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ] as [[number, number], [number, number]];
    return this.#map
      ?.queryRenderedFeatures([low, high])
      .find((feature) => feature.source === SOURCE && feature.properties._row !== undefined);
  }

  #choose(row: string, at: [number, number]): void {
    this.#chosen = row;
    for (const layer of selectionLayers(row)) {
      if (this.#map?.getLayer(layer.id)) this.#map.removeLayer(layer.id);
      this.#map?.addLayer(layer);
    }
    this.dispatchEvent(new CustomEvent("terrier-map:select", { detail: { row }, bubbles: true }));
    void this.#openPopup(row, at);
  }

  async #openPopup(row: string, at: [number, number]): Promise<void> {
    const template = this.getAttribute("feature-url");
    if (!template || !this.#map) return;
    const map = this.#map;
    const body = await littleSheet(template.replace("{row}", encodeURIComponent(row)), () => {
      this.#popup?.remove();
      map.getCanvas().focus();
    });
    if (this.#chosen !== row || !this.#map) return;
    this.#popup?.remove();
    this.#popup = new Popup({ maxWidth: "20rem", focusAfterOpen: false })
      .setLngLat(at)
      .setDOMContent(body)
      .addTo(this.#map);
    // Read from its beginning: MapLibre would take the first link, which may be the last line.
    body.focus({ preventScroll: true });
  }

  #rest(): void {
    this.#sayIfGeneralised();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      const bbox = this.#map?.getBounds().toArray().flat();
      this.dispatchEvent(new CustomEvent("terrier-map:view", { detail: { bbox }, bubbles: true }));
    }, PAUSE_MS);
  }

  #sayIfGeneralised(): void {
    const zoom = Math.floor(this.#map?.getZoom() ?? 0);
    this.#say(this.#generalisedAt.has(zoom) ? WORDS.generalised : "");
  }

  #say(text: string): void {
    this.#note.textContent = text;
    this.#note.hidden = text === "";
  }

  #fallback(text: string): void {
    const place = this.querySelector<HTMLElement>(".map-fallback");
    if (place) place.textContent = text;
    this.setAttribute("data-failed", "");
  }
}

customElements.define("terrier-map", TerrierMap);
