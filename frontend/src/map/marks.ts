import type { FeatureCollection, Point } from "geojson";
import { type Map as MapLibre, Marker } from "maplibre-gl";

/** Write the numbers of what is laid over a network, in letters of the page: no glyphs are served. */
export function numberMarks(map: MapLibre, overlay: FeatureCollection | null): void {
  for (const feature of overlay?.features ?? []) {
    const label = feature.properties?.label as string | undefined;
    if (feature.geometry.type !== "Point" || !label) continue;
    const mark = document.createElement("span");
    mark.className = `map-mark ${feature.properties?.part ?? ""}`;
    mark.textContent = label;
    // The list beside the map says the same to the ear.
    mark.setAttribute("aria-hidden", "true");
    const [lon = 0, lat = 0] = (feature.geometry as Point).coordinates;
    new Marker({ element: mark }).setLngLat([lon, lat]).addTo(map);
  }
}
