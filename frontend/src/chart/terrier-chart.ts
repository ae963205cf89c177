import { Error as ERRORS_ONLY } from "vega";
import type { EmbedOptions, Result } from "vega-embed";
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { onThemeChange } from "../theme-colours";
import { FRENCH_NUMBERS, FRENCH_TIMES } from "./french";
import { definePatterns } from "./patterns";
import { NARROW_PX, saidValues, specificationFor } from "./specification";
import { Steps } from "./steps";

/**
 * Draws a Vega-Lite figure in place of the server's picture.
 *
 * Attribute: `label` (what the figure shows). Children: the picture, then one or two
 * `<script type="application/json">`, the drawing for a wide place and the one for a telephone.
 * Events: `terrier-chart:drawn`, `terrier-chart:failed` (the picture stays).
 */
export class TerrierChart extends HTMLElement {
  #result: Result | null = null;
  #steps: Steps | null = null;
  #narrow: boolean | null = null;
  #stopListening = (): void => {};
  #sizes: ResizeObserver | null = null;

  connectedCallback(): void {
    void this.#draw();
    this.#stopListening = onThemeChange(() => void this.#draw());
    this.#sizes = new ResizeObserver(() => {
      if (this.#narrow !== null && this.#isNarrow() !== this.#narrow) void this.#draw();
    });
    this.#sizes.observe(this);
  }

  disconnectedCallback(): void {
    this.#stopListening();
    this.#sizes?.disconnect();
    this.#result?.finalize();
  }

  #isNarrow(): boolean {
    return this.clientWidth < NARROW_PX;
  }

  async #draw(): Promise<void> {
    const found = specificationFor(this);
    if (!found) return;
    this.#narrow = this.#isNarrow();
    const drawing = this.#drawing();
    try {
      this.#result?.finalize();
      this.#result = await embed(drawing, found.spec, this.#options());
    } catch (error) {
      drawing.remove();
      this.removeAttribute("data-drawn");
      console.error("terrier-chart", error);
      this.dispatchEvent(new CustomEvent("terrier-chart:failed", { detail: error, bubbles: true }));
      return;
    }
    const picture = drawing.querySelector("svg");
    definePatterns(this, found.text);
    // What it shows is said by its label and, value by value, by the steps.
    picture?.setAttribute("aria-hidden", "true");
    this.#steps?.take(saidValues(found.spec));
    this.setAttribute("data-drawn", "");
    this.dispatchEvent(new CustomEvent("terrier-chart:drawn", { bubbles: true }));
  }

  #drawing(): HTMLElement {
    const there = this.querySelector<HTMLElement>(".drawing");
    if (there) return there;
    const drawing = document.createElement("div");
    drawing.className = "drawing";
    drawing.setAttribute("aria-label", this.getAttribute("label") ?? "");
    const words = document.createElement("p");
    words.className = "pointed-at";
    words.setAttribute("aria-live", "polite");
    this.append(drawing, words);
    this.#steps = new Steps(drawing, words);
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
    } as EmbedOptions;
  }
}

customElements.define("terrier-chart", TerrierChart);
