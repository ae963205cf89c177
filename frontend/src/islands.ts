/** Each island's tag and where its code is; a page downloads only what it shows. */
const LIGHT: Record<string, () => Promise<unknown>> = {
  "terrier-grid": () => import("./grid/terrier-grid"),
  "terrier-drop": () => import("./small/terrier-drop"),
  "terrier-copy": () => import("./small/terrier-copy"),
  "terrier-position": () => import("./small/terrier-position"),
  "terrier-dialog": () => import("./small/terrier-dialog"),
  "terrier-theme": () => import("./small/terrier-theme"),
};

/** These weigh some 300 kB each: they wait until the reader comes near. */
const HEAVY: Record<string, () => Promise<unknown>> = {
  "terrier-map": () => import("./map/terrier-map"),
  "terrier-draw": () => import("./map/terrier-draw"),
  "terrier-chart": () => import("./chart/terrier-chart"),
};

const NEAR = "300px";
const asked = new Set<string>();

function load(tag: string, from: Record<string, () => Promise<unknown>>): void {
  if (asked.has(tag)) return;
  asked.add(tag);
  void from[tag]?.();
}

const nearness = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      nearness.unobserve(target);
      load(target.localName, HEAVY);
    }
  },
  { rootMargin: NEAR },
);

/** Load the code of the islands that are on the page, the heavy ones when they come near. */
export function loadIslands(): void {
  for (const tag of Object.keys(LIGHT)) if (document.querySelector(tag)) load(tag, LIGHT);
  for (const tag of Object.keys(HEAVY)) {
    if (asked.has(tag)) continue;
    for (const element of document.querySelectorAll(tag)) nearness.observe(element);
  }
}

/** Load islands now and again after each fragment that htmx brings in. */
export function defineIslandsOnDemand(): void {
  loadIslands();
  document.addEventListener("htmx:after:swap", loadIslands);
}
