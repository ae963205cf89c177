/** Each island's tag and where its code is; a page downloads only what it shows. */
const ISLANDS: Record<string, () => Promise<unknown>> = {
  "terrier-map": () => import("./map/terrier-map"),
  "terrier-chart": () => import("./chart/terrier-chart"),
  "terrier-grid": () => import("./grid/terrier-grid"),
  "terrier-drop": () => import("./small/terrier-drop"),
  "terrier-copy": () => import("./small/terrier-copy"),
  "terrier-dialog": () => import("./small/terrier-dialog"),
  "terrier-theme": () => import("./small/terrier-theme"),
};

const asked = new Set<string>();

/** Load the code of the islands that are present below `root`. */
export async function loadIslands(root: ParentNode = document): Promise<void> {
  const wanted = Object.keys(ISLANDS).filter((tag) => !asked.has(tag) && root.querySelector(tag));
  for (const tag of wanted) asked.add(tag);
  await Promise.all(wanted.map((tag) => ISLANDS[tag]?.()));
}

/** Load islands now and again after each fragment that htmx brings in. */
export function defineIslandsOnDemand(): void {
  void loadIslands();
  document.addEventListener("htmx:after:swap", () => void loadIslands());
}
