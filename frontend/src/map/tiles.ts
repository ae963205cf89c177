import { addProtocol } from "maplibre-gl";

const SCHEME = "terrier-tiles";
const GENERALISED = "X-Terrier-Generalised";

/** What a map hears of its tiles. */
export interface TileWatch {
  /** A tile came that does not show every feature. */
  generalised(zoom: number): void;
  /** A tile could not be read. */
  missing(status: number): void;
}

const watches = new Map<string, TileWatch>();
let registered = false;

/** The address to give MapLibre so that this map hears of its tiles' headers; `template` is on this site. */
export function watchedTiles(map: string, template: string, watch: TileWatch): string {
  watches.set(map, watch);
  if (!registered) {
    addProtocol(SCHEME, fetchTile);
    registered = true;
  }
  return `${SCHEME}://${map}/{z}${template}`;
}

/** Forget a map. */
export function unwatch(map: string): void {
  watches.delete(map);
}

/** Fetch one tile; an absent one (404, 204) is an empty one, as for any tile server. */
export async function fetchTile(
  parameters: { url: string },
  abort: AbortController,
): Promise<{ data: ArrayBuffer }> {
  const [map = "", zoom = "0", ...path] = parameters.url.slice(SCHEME.length + 3).split("/");
  const address = `/${path.join("/")}`;
  const watch = watches.get(map);
  const response = await fetch(address, { signal: abort.signal, credentials: "same-origin" });
  if (response.status === 204 || response.status === 404) return { data: new ArrayBuffer(0) };
  if (!response.ok) {
    watch?.missing(response.status);
    throw new Error(`Tile ${address}: ${response.status}`);
  }
  if (response.headers.get(GENERALISED) === "1") watch?.generalised(Number(zoom));
  return { data: await response.arrayBuffer() };
}
