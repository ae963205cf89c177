import type { VisualizationSpec } from "vega-embed";
import { colour, isDark } from "../theme-colours";
import { ownFills } from "./patterns";

export type Spec = VisualizationSpec & Record<string, unknown>;

/** What the server says of a drawing beside it (terrier.domain.figures.specification). */
interface Told {
  fluid?: boolean;
  dark?: Record<string, string>;
}

/** Under this width the drawing for a telephone serves. */
export const NARROW_PX = 480;
const HEX = /(?<=[#-])[0-9A-F]{6}\b/g;

/** Chooses the drawing for a width among those of the page, in the colours and the face of the theme. */
export function specificationFor(element: HTMLElement): { spec: Spec; text: string } | null {
  const scripts = element.querySelectorAll("script[type='application/json']");
  const narrow = element.clientWidth > 0 && element.clientWidth < NARROW_PX;
  const source = (narrow && scripts[1]) || scripts[0];
  if (!source?.textContent) return null;
  const told = (JSON.parse(source.textContent) as { usermeta?: { terrier?: Told } }).usermeta?.terrier ?? {};
  const dark = isDark() ? (told.dark ?? {}) : {};
  const text = ownFills(source.textContent.replace(HEX, (hex) => dark[hex] ?? hex));
  const spec = JSON.parse(text) as Spec;
  if (told.fluid) spec.width = "container";
  const config = (spec.config ?? {}) as Record<string, unknown>;
  spec.config = { ...config, font: colour("text-face") || config.font } as never;
  return { spec, text };
}

/** The values of a drawing that have words, in the order in which they are read. */
export function saidValues(spec: Spec): string[] {
  const layers = (spec.layer as Spec[] | undefined) ?? [];
  const rows = [spec, ...layers].flatMap((part) => {
    const data = part.data as { values?: { said?: string }[] } | undefined;
    return data?.values ?? [];
  });
  const said = rows.map((row) => row.said).filter((words): words is string => Boolean(words));
  return [...new Set(said)];
}
