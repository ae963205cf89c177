import { beforeEach, describe, expect, it } from "vitest";
import "../src/grid/terrier-grid";
import { page } from "./page";

const TABLE = `
<terrier-grid id="g">
  <form id="f"></form>
  <div class="table-box" tabindex="0"><table>
    <thead>
      <tr><th><a id="sort-1" href="?tri=a">A</a></th><th>B</th></tr>
      <tr><td><input form="f" name="a" id="filter-1"></td><td></td></tr>
    </thead>
    <tbody>
      <tr><th><a href="/1">un</a></th><td>1</td></tr>
      <tr><th><a href="/2">deux</a></th><td>2</td></tr>
    </tbody>
  </table></div>
  <p class="grid-hint" hidden>Au clavier</p>
</terrier-grid>`;

function press(key: string, options: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  document.activeElement?.dispatchEvent(event);
  return event;
}

const focused = () => document.activeElement?.textContent;

describe("terrier-grid", () => {
  let grid: HTMLElement;
  beforeEach(() => {
    // jsdom has no layout.
    Element.prototype.scrollIntoView = () => {};
    grid = page(TABLE);
    grid.querySelector<HTMLElement>("#sort-1")?.focus();
  });

  it("has one stop for the Tab key and the role of a grid", () => {
    expect(grid.querySelector("table")?.getAttribute("role")).toBe("grid");
    expect(grid.querySelectorAll("table [tabindex='0']")).toHaveLength(1);
    expect(grid.querySelector(".table-box")?.hasAttribute("tabindex")).toBe(false);
    expect(grid.querySelector<HTMLElement>(".grid-hint")?.hidden).toBe(false);
  });

  it("walks with the arrows, to the thing that acts inside a cell", () => {
    press("ArrowDown");
    expect(document.activeElement?.id).toBe("filter-1");
    press("ArrowDown");
    expect(document.activeElement?.getAttribute("href")).toBe("/1");
    press("ArrowRight");
    expect(focused()).toBe("1");
    press("End", { ctrlKey: true });
    expect(focused()).toBe("2");
    press("ArrowDown");
    expect(focused()).toBe("2");
    press("Home", { ctrlKey: true });
    expect(document.activeElement?.id).toBe("sort-1");
  });

  it("leaves left and right to the text of a filter", () => {
    press("ArrowDown");
    expect(press("ArrowRight").defaultPrevented).toBe(false);
    expect(document.activeElement?.id).toBe("filter-1");
  });

  it("asks for nothing while filters are being written", () => {
    let asked = 0;
    const form = document.querySelector("form") as HTMLFormElement;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      asked += 1;
    });
    const filter = grid.querySelector("#filter-1") as HTMLInputElement;
    filter.value = "Port";
    filter.dispatchEvent(new Event("change", { bubbles: true }));
    expect(asked).toBe(0);
    form.requestSubmit();
    expect(asked).toBe(1);
  });

  it("keeps the focus where it was when the rows are replaced", () => {
    press("ArrowDown");
    press("ArrowDown");
    const body = grid.querySelector("tbody") as HTMLElement;
    body.innerHTML = `<tr><th><a href="/9">neuf</a></th><td>9</td></tr>`;
    document.dispatchEvent(new Event("htmx:after:swap"));
    expect(document.activeElement?.getAttribute("href")).toBe("/9");
  });
});
