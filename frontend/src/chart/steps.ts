interface Marked extends SVGElement {
  __data__?: { datum?: { said?: string } };
}

/**
 * Reads a drawing value by value with the arrow keys: the words are said, and the mark is outlined.
 *
 * The element takes the focus; what is pointed at is written in `words`, which screen readers follow.
 */
export class Steps {
  #values: string[] = [];
  #at = -1;

  constructor(
    private readonly drawing: HTMLElement,
    private readonly words: HTMLElement,
  ) {
    drawing.tabIndex = 0;
    drawing.setAttribute("role", "group");
    drawing.addEventListener("keydown", (event) => this.#go(event));
    drawing.addEventListener("focus", () => this.#hint());
    drawing.addEventListener("blur", () => this.#clear());
  }

  /** Takes the values of a new drawing. */
  take(values: string[]): void {
    this.#values = values;
    this.#at = -1;
  }

  #go(event: KeyboardEvent): void {
    const last = this.#values.length - 1;
    const places: Record<string, number> = {
      ArrowRight: Math.min(this.#at + 1, last),
      ArrowDown: Math.min(this.#at + 1, last),
      ArrowLeft: Math.max(this.#at - 1, 0),
      ArrowUp: Math.max(this.#at - 1, 0),
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (event.key === "Escape") this.#clear();
    if (place === undefined || last < 0) return;
    event.preventDefault();
    this.#at = place;
    const said = this.#values[place] ?? "";
    this.words.textContent = `${said} (${place + 1} sur ${this.#values.length})`;
    this.#outline(said);
  }

  #hint(): void {
    if (this.#at < 0 && this.#values.length) {
      this.words.textContent = "Flèches du clavier : parcourir les valeurs une à une.";
    }
  }

  #clear(): void {
    this.#at = -1;
    this.words.textContent = "";
    this.#outline("");
  }

  #outline(said: string): void {
    for (const mark of this.drawing.querySelectorAll<Marked>("svg path, svg circle, svg rect")) {
      const own = said !== "" && mark.__data__?.datum?.said === said;
      mark.classList.toggle("pointed", own);
    }
  }
}
