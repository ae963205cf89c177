const SVG = "http://www.w3.org/2000/svg";
const FILL = /url\(#([a-z]+)-([0-9A-F]{6})-([0-9A-F]{6})\)/g;
const TILE = 8;

/** Strokes of each pattern on a tile of 8 pixels; dots are filled. */
const STROKES: Record<string, string> = {
  rising: "M-2,2l4,-4M0,8l8,-8M6,10l4,-4",
  dots: "M0.9,2a1.1,1.1 0 1,0 2.2,0a1.1,1.1 0 1,0 -2.2,0M4.9,6a1.1,1.1 0 1,0 2.2,0a1.1,1.1 0 1,0 -2.2,0",
  falling: "M-2,6l4,4M0,0l8,8M6,-2l4,4",
  level: "M0,2h8M0,6h8",
  crossed: "M0,4h8M4,0v8",
  upright: "M2,0v8M6,0v8",
  rings: "M1.8,4a2.2,2.2 0 1,0 4.4,0a2.2,2.2 0 1,0 -4.4,0",
};

let drawn = 0;

/** Gives each drawing fills of its own: one that is hidden must not take those of another along. */
export function ownFills(spec: string): string {
  drawn += 1;
  const own = `c${drawn}`;
  return spec.replace(FILL, (_fill, kind, ground, ink) => `url(#${own}-${kind}-${ground}-${ink})`);
}

/** Puts beside a drawing the definitions of the fills that its specification names: Vega clears its own. */
export function definePatterns(place: HTMLElement, spec: string): void {
  const names = new Set(spec.match(/c\d+-[a-z]+-[0-9A-F]{6}-[0-9A-F]{6}/g) ?? []);
  const fills = shape("svg", { class: "fills", width: 0, height: 0, "aria-hidden": "true" });
  for (const name of names) fills.append(pattern(name));
  place.querySelector("svg.fills")?.remove();
  if (names.size) place.append(fills);
}

function pattern(name: string): SVGElement {
  const [, kind = "", ground, ink] = name.split("-");
  const element = shape("pattern", { id: name, width: TILE, height: TILE, patternUnits: "userSpaceOnUse" });
  const painted =
    kind === "dots" ? { fill: `#${ink}` } : { fill: "none", stroke: `#${ink}`, "stroke-width": 1.3 };
  element.append(
    shape("rect", { width: TILE, height: TILE, fill: `#${ground}` }),
    shape("path", { d: STROKES[kind] ?? "", ...painted }),
  );
  return element;
}

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
