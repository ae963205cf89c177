import { beforeEach, describe, expect, it, vi } from "vitest";
import { colourBy, dataLayers } from "../src/map/layers";
import { centreOf } from "../src/map/place";
import { TerrierMap } from "../src/map/terrier-map";
import { fetchTile, watchedTiles } from "../src/map/tiles";
import { FakeMap } from "./fake-maplibre";
import { page, settle } from "./page";

vi.mock("maplibre-gl", async () => {
  const { FakeMap, Control, FakePopup } = await import("./fake-maplibre");
  return {
    Map: FakeMap,
    Popup: FakePopup,
    AttributionControl: Control,
    FullscreenControl: Control,
    NavigationControl: Control,
    ScaleControl: Control,
    setWorkerUrl: vi.fn(),
    addProtocol: vi.fn(),
  };
});
vi.mock("htmx.org", () => ({ default: { ajax: vi.fn() } }));

const MARKUP = `<div class="map-layout">
  <terrier-map tiles="/tuiles/{z}/{x}/{y}.mvt" bounds="-5,48,-4,49" feature-url="/objet/{row}" color-by="flux">
    <script type="application/json">[{"value": "verre", "color": "#00f", "label": "Verre"}]</script>
    <p class="map-fallback">La carte demande JavaScript.</p>
  </terrier-map>
  <div class="in-view" data-address="/visibles/"><button data-row="7">Sept</button></div>
</div>`;

beforeEach(() => {
  vi.stubGlobal(
    "matchMedia",
    vi.fn(() => ({ matches: false, addEventListener() {}, removeEventListener() {} })),
  );
});

describe("terrier-map", () => {
  it("tells the view when it rests and refreshes the list beside it", async () => {
    vi.useFakeTimers();
    const { default: htmx } = await import("htmx.org");
    page(MARKUP);
    const heard = vi.fn();
    document.body.addEventListener("terrier-map:view", heard, { once: true });
    FakeMap.last.fire("moveend");
    FakeMap.last.fire("moveend");
    await vi.advanceTimersByTimeAsync(400);
    vi.useRealTimers();
    expect(heard).toHaveBeenCalledOnce();
    expect(heard.mock.calls[0]?.[0].detail.bbox).toEqual([-5, 48, -4, 49]);
    expect(vi.mocked(htmx.ajax)).toHaveBeenCalledWith(
      "GET",
      expect.stringContaining("/visibles/?bbox=-5%2C48%2C-4%2C49"),
      expect.anything(),
    );
  });

  it("opens on its view, which may be smaller than what there is to draw", () => {
    page(MARKUP);
    expect(FakeMap.last.options.bounds).toEqual([-5, 48, -4, 49]);
    page(MARKUP.replace("bounds=", 'view="-4.5,48.2,-4.4,48.3" bounds='));
    expect(FakeMap.last.options.bounds).toEqual([-4.5, 48.2, -4.4, 48.3]);
  });

  it("selects a row from the list and opens its popup", async () => {
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("<p>Borne 7</p>")));
    const box = page(MARKUP);
    const heard = vi.fn();
    box.addEventListener("terrier-map:select", heard);
    box.querySelector("button")?.click();
    await settle();
    expect(heard.mock.calls[0]?.[0].detail).toEqual({ row: "7" });
    expect(vi.mocked(fetch)).toHaveBeenCalledWith("/objet/7");
    expect(box.querySelector("button")?.getAttribute("aria-pressed")).toBe("true");
  });

  it("says it plainly when there is no WebGL, and leaves the list", () => {
    FakeMap.withoutWebgl = true;
    const box = page(MARKUP);
    expect(box.querySelector(".map-fallback")?.textContent).toContain("La liste dit la même chose");
    expect(box.querySelector(".map-canvas")).toBeNull();
    expect(box.querySelector(".in-view")).not.toBeNull();
    FakeMap.withoutWebgl = false;
  });

  it("is the element of its tag", () => {
    expect(customElements.get("terrier-map")).toBe(TerrierMap);
  });
});

describe("tiles", () => {
  it("hears that a tile is generalised", async () => {
    const watch = { generalised: vi.fn(), missing: vi.fn() };
    const url = watchedTiles("m", "/t/{z}/1/2.mvt", watch).replaceAll("{z}", "6");
    const response = new Response("x", { headers: { "X-Terrier-Generalised": "1" } });
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(response));
    await fetchTile({ url }, new AbortController());
    expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe("/t/6/1/2.mvt");
    expect(watch.generalised).toHaveBeenCalledWith(6);
  });

  it("takes an absent tile as empty and tells of a refused one", async () => {
    const watch = { generalised: vi.fn(), missing: vi.fn() };
    const url = watchedTiles("m", "/t/{z}/1/2.mvt", watch).replaceAll("{z}", "6");
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("", { status: 404 })));
    expect((await fetchTile({ url }, new AbortController())).data.byteLength).toBe(0);
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("", { status: 410 })));
    await expect(fetchTile({ url }, new AbortController())).rejects.toThrow("410");
    expect(watch.missing).toHaveBeenCalledWith(410);
  });
});

describe("layers and places", () => {
  it("colours by value, by class, and falls back", () => {
    const legend = [
      { value: "verre", color: "#00f", label: "Verre" },
      { min: 0, max: 10, color: "#0f0", label: "0 à 10" },
    ];
    const paint = JSON.stringify(colourBy("flux", legend));
    expect(paint).toContain('["==",["to-string",["get","flux"]],"verre"],"#00f"');
    expect(paint).toContain('["<",["to-number",["get","flux"]],10]');
    const rest = { color: "#888", label: "autres" };
    expect(JSON.stringify(colourBy("flux", [...legend, rest]))).toMatch(/"#888"\]$/);
    expect(typeof colourBy(null, legend)).toBe("string");
  });

  it("draws only the layers of its geometry", () => {
    expect(dataLayers("point", "#000").map((layer) => layer.type)).toEqual(["circle"]);
    expect(dataLayers("mixed", "#000")).toHaveLength(4);
  });

  it("finds where to put a popup", () => {
    expect(centreOf({ type: "Point", coordinates: [1, 2] })).toEqual([1, 2]);
    const line = {
      type: "LineString" as const,
      coordinates: [
        [0, 0],
        [4, 1],
        [9, 9],
      ],
    };
    expect(centreOf(line)).toEqual([4, 1]);
    const ring = [
      [
        [0, 0],
        [4, 0],
        [4, 2],
        [0, 2],
        [0, 0],
      ],
    ];
    expect(centreOf({ type: "Polygon", coordinates: ring })).toEqual([2, 1]);
  });
});
