import type { StyleSpecification } from "maplibre-gl";
import { colour, isDark } from "../theme-colours";

/** The style that the platform serves as background, in the colours of the theme; plain without one. */
export async function background(address: string | null): Promise<StyleSpecification> {
  const plain: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": colour("map-ground") } }],
  };
  if (!address) return plain;
  const asked = new URL(address, document.baseURI);
  asked.searchParams.set("theme", isDark() ? "dark" : "light");
  const response = await fetch(asked);
  return response.ok ? ((await response.json()) as StyleSpecification) : plain;
}
