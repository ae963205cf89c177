import htmx from "htmx.org";

/** What the list beside the map can ask of it. */
interface MapBeside extends HTMLElement {
  select(row: string): boolean;
}

/** Tie the server's list of what is in view to its map: the view refreshes it, its buttons select. */
export function tieList(map: MapBeside): () => void {
  const box = map.closest(".map-layout");
  const list = () => box?.querySelector<HTMLElement>(".in-view") ?? null;

  const refresh = (event: Event): void => {
    const here = list();
    const address = here?.dataset.address;
    if (!here || !address) return;
    const asked = new URL(address, document.baseURI);
    asked.searchParams.set("bbox", (event as CustomEvent<{ bbox: number[] }>).detail.bbox.join(","));
    void htmx.ajax("GET", asked.href, { target: here, swap: "outerHTML" });
  };
  const choose = (event: Event): void => {
    const row = (event.target as Element).closest<HTMLElement>(".in-view [data-row]")?.dataset.row;
    // A link of the list keeps its own way where the map cannot show the row.
    if (row !== undefined && map.select(row)) event.preventDefault();
  };
  const press = (event: Event): void => {
    const { row } = (event as CustomEvent<{ row: string }>).detail;
    for (const button of list()?.querySelectorAll<HTMLElement>("[data-row]") ?? []) {
      const state = button instanceof HTMLAnchorElement ? "aria-current" : "aria-pressed";
      button.setAttribute(state, String(button.dataset.row === row));
    }
  };

  map.addEventListener("terrier-map:view", refresh);
  map.addEventListener("terrier-map:select", press);
  box?.addEventListener("click", choose);
  return () => {
    map.removeEventListener("terrier-map:view", refresh);
    map.removeEventListener("terrier-map:select", press);
    box?.removeEventListener("click", choose);
  };
}
