import type { Map as MapLibre, StyleSpecification } from "maplibre-gl";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { PlaceNames } from "../src/map/names";
import { FakeMap } from "./fake-maplibre";

const STYLE = {
  version: 8,
  sources: { communes: { type: "geojson", data: "/fond-de-carte/communes.geojson" } },
  layers: [],
} as StyleSpecification;
const place = (name: string, lon: number) => ({ properties: { name, lon, lat: 1 } });
const collection = { features: [place("Tournus", 1), place("Lacrost", 1.3), place("Préty", 4)] };

function written(map: FakeMap): string[] {
  const labels = map.canvasContainer.querySelectorAll<HTMLElement>(".map-names span:not([hidden])");
  return [...labels].map((label) => label.textContent ?? "");
}

async function drawn(zoom: number): Promise<FakeMap> {
  const map = new FakeMap();
  map.zoom = zoom;
  await new PlaceNames(map as unknown as MapLibre).read(STYLE);
  return map;
}

beforeEach(() => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => ({ ok: true, json: async () => collection })),
  );
});

describe("names of places", () => {
  it("leaves out a name that would cover another, until there is room", async () => {
    const map = await drawn(9);
    expect(written(map)).toEqual(["Tournus", "Préty"]);
    map.zoom = 20;
    map.fire("move");
    expect(written(map)).toEqual(["Tournus", "Lacrost", "Préty"]);
    const first = map.canvasContainer.querySelector<HTMLElement>("span");
    expect(first?.style.transform).toContain("translate(200px, 200px)");
  });

  it("writes nothing at small scales", async () => {
    const map = await drawn(8);
    expect(written(map)).toEqual([]);
    map.zoom = 10;
    map.fire("move");
    expect(written(map)).toContain("Tournus");
  });

  it("is drawn for the eyes alone", async () => {
    const map = await drawn(9);
    expect(map.canvasContainer.querySelector(".map-names")?.getAttribute("aria-hidden")).toBe("true");
  });

  it("does without names where the background has none or does not answer", async () => {
    const map = new FakeMap();
    const names = new PlaceNames(map as unknown as MapLibre);
    await names.read({ version: 8, sources: {}, layers: [] });
    expect(fetch).not.toHaveBeenCalled();
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => ({ ok: false })),
    );
    await names.read(STYLE);
    expect(written(map)).toEqual([]);
  });
});
