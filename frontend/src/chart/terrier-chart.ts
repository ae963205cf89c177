import { Error as ERRORS_ONLY } from "vega";
import type { EmbedOptions, Result, VisualizationSpec } from "vega-embed";
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { onThemeChange } from "../theme-colours";
import { FRENCH_NUMBERS, FRENCH_TIMES } from "./french";
import { chartTheme, dressed } from "./theme";

type Spec = VisualizationSpec & Record<string, unknown>;

/** Charts of one view fill the width they are given; composed ones keep their own. */
function fitted(spec: Spec): Spec {
  const composed = ["facet", "hconcat", "vconcat", "concat", "repeat", "spec"].some((key) => key in spec);
  return composed || "width" in spec
    ? spec
    : ({ ...spec, width: "container", autosize: { type: "fit-x", contains: "padding" } } as Spec);
}

/**
 * Draws a Vega-Lite chart in place of the server's picture.
 *
 * Attribute: `label` (what the chart shows). Child: `<script type="application/json">`, the specification.
 * Events: `terrier-chart:drawn`, `terrier-chart:failed` (the picture stays).
 */
export class TerrierChart extends HTMLElement {
  #result: Result | null = null;
  #stopListening = (): void => {};

  connectedCallback(): void {
    void this.#draw();
    this.#stopListening = onThemeChange(() => void this.#draw());
  }

  disconnectedCallback(): void {
    this.#stopListening();
    this.#result?.finalize();
  }

  async #draw(): Promise<void> {
    const source = this.querySelector("script[type='application/json']")?.textContent;
    if (!source) return;
    const drawing = this.#drawing();
    try {
      const spec = fitted(dressed(JSON.parse(source) as Spec));
      this.#result?.finalize();
      this.#result = await embed(drawing, spec, this.#options());
    } catch (error) {
      drawing.remove();
      this.removeAttribute("data-drawn");
      console.error("terrier-chart", error);
      this.dispatchEvent(new CustomEvent("terrier-chart:failed", { detail: error, bubbles: true }));
      return;
    }
    this.setAttribute("data-drawn", "");
    this.dispatchEvent(new CustomEvent("terrier-chart:drawn", { bubbles: true }));
  }

  #drawing(): HTMLElement {
    const there = this.querySelector<HTMLElement>(".drawing");
    if (there) return there;
    const drawing = document.createElement("div");
    drawing.className = "drawing";
    this.append(drawing);
    return drawing;
  }

  #options(): EmbedOptions {
    return {
      // The interpreter: the content security policy forbids evaluating text.
      ast: true,
      expr: expressionInterpreter,
      renderer: "svg",
      actions: false,
      logLevel: ERRORS_ONLY,
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
      formatLocale: FRENCH_NUMBERS,
      timeFormatLocale: FRENCH_TIMES,
      config: { ...chartTheme(), description: this.getAttribute("label") ?? "" },
    } as EmbedOptions;
  }
}

customElements.define("terrier-chart", TerrierChart);
