const PAGE = 10;

/** Cells hold at most one thing to act on; the focus goes to it, or else to the cell. */
function target(cell: HTMLElement): HTMLElement {
  return cell.querySelector<HTMLElement>("a[href], input, button, select") ?? cell;
}

/**
 * Makes the server's table a grid that arrow keys walk through: one stop for the Tab key, then
 * arrows, Home, End, Page Up, Page Down (with Ctrl: first and last row). Sorting, filtering and pages are
 * links and a form that htmx replaces in place; the focus stays where it was.
 *
 * Event: `terrier-grid:cell` (detail: {row, column}, from 0, header rows included).
 */
export class TerrierGrid extends HTMLElement {
  #row = 0;
  #column = 0;
  #hadFocus = false;

  readonly #refresh = (): void => {
    this.#enhance();
    if (this.#hadFocus && !this.contains(document.activeElement)) this.#go(this.#row, this.#column);
  };

  connectedCallback(): void {
    this.#enhance();
    this.addEventListener("keydown", (event) => this.#onKey(event));
    this.addEventListener("focusin", (event) => this.#onFocus(event));
    this.addEventListener("focusout", (event) => {
      // A focus that goes nowhere was taken away by a replacement, not by the reader.
      if (event.relatedTarget) this.#hadFocus = this.contains(event.relatedTarget as Node);
    });
    document.addEventListener("htmx:after:swap", this.#refresh);
  }

  disconnectedCallback(): void {
    document.removeEventListener("htmx:after:swap", this.#refresh);
  }

  get #table(): HTMLTableElement | null {
    return this.querySelector("table");
  }

  #cells(row: number): HTMLElement[] {
    return [...(this.#table?.rows[row]?.cells ?? [])];
  }

  #enhance(): void {
    const table = this.#table;
    if (!table) return;
    table.setAttribute("role", "grid");
    this.querySelector(".grid-hint")?.removeAttribute("hidden");
    // The cells take the focus now: the box need not.
    this.querySelector(".table-box")?.removeAttribute("tabindex");
    for (const row of table.rows) {
      for (const cell of row.cells) target(cell).tabIndex = -1;
    }
    this.#row = Math.min(this.#row, table.rows.length - 1);
    const current = this.#cells(this.#row)[this.#column] ?? this.#cells(0)[0];
    if (current) target(current).tabIndex = 0;
  }

  #onFocus(event: FocusEvent): void {
    const cell = (event.target as HTMLElement).closest<HTMLTableCellElement>("td, th");
    const row = cell?.parentElement as HTMLTableRowElement | null;
    if (!cell || !row || !this.#table?.contains(cell)) return;
    this.#hadFocus = true;
    this.#mark(row.rowIndex, cell.cellIndex);
  }

  #mark(row: number, column: number): void {
    const before = this.#cells(this.#row)[this.#column];
    if (before) target(before).tabIndex = -1;
    [this.#row, this.#column] = [row, column];
    const now = this.#cells(row)[column];
    if (now) target(now).tabIndex = 0;
    this.dispatchEvent(new CustomEvent("terrier-grid:cell", { detail: { row, column }, bubbles: true }));
  }

  #go(row: number, column: number): void {
    const rows = this.#table?.rows.length ?? 0;
    const y = Math.max(0, Math.min(row, rows - 1));
    const cells = this.#cells(y);
    const cell = cells[Math.max(0, Math.min(column, cells.length - 1))];
    if (!cell) return;
    const goal = target(cell);
    goal.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #onKey(event: KeyboardEvent): void {
    const from = event.target as HTMLElement;
    if (!from.closest("table") || event.altKey || event.metaKey) return;
    // In a filter, left, right, Home and End belong to the text being written.
    const writing = from instanceof HTMLInputElement;
    const goal = this.#goal(event.key, event.ctrlKey, writing);
    if (!goal) return;
    event.preventDefault();
    this.#go(...goal);
  }

  #goal(key: string, far: boolean, writing: boolean): [number, number] | null {
    const [row, column] = [this.#row, this.#column];
    const last = Number.MAX_SAFE_INTEGER;
    const vertical: Record<string, [number, number]> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      PageUp: [row - PAGE, column],
      PageDown: [row + PAGE, column],
    };
    const horizontal: Record<string, [number, number]> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [far ? 0 : row, 0],
      End: [far ? last : row, last],
    };
    return vertical[key] ?? (writing ? null : (horizontal[key] ?? null));
  }
}

customElements.define("terrier-grid", TerrierGrid);
