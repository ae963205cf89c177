import embed from "vega-embed";
import { beforeEach, expect, it, vi } from "vitest";
import "../src/chart/terrier-chart";
import { page, settle } from "./page";

vi.mock("vega-embed", () => ({ default: vi.fn() }));

const WIDE = {
  mark: { type: "bar", color: "#0C5361" },
  width: 720,
  data: { values: [{ said: "Tournus : 36 t" }, { said: "Lugny : 30 t" }] },
  config: { axis: { labelColor: "#29231B" } },
  usermeta: { terrier: { fluid: true, dark: { "0C5361": "82CCD8", "29231B": "F3ECE1" } } },
};
const NARROW = { ...WIDE, mark: "point", fill: "url(#dots-0C5361-29231B)" };
const CHART = `<terrier-chart label="Tonnage par commune">
  <div class="picture"><img src="/chart.svg" alt="Tonnage par commune"></div>
  <script type="application/json">${JSON.stringify(WIDE)}</script>
  <script type="application/json">${JSON.stringify(NARROW)}</script>
</terrier-chart>`;

function screen({ dark = false, width = 0 } = {}): void {
  vi.stubGlobal(
    "matchMedia",
    vi.fn(() => ({ matches: dark, addEventListener() {}, removeEventListener() {} })),
  );
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
}

function drawn(): Record<string, unknown> {
  return vi.mocked(embed).mock.calls.at(-1)?.[1] as Record<string, unknown>;
}

beforeEach(() => {
  vi.restoreAllMocks();
  vi.mocked(embed)
    .mockReset()
    .mockImplementation(async (element) => {
      const place = element as HTMLElement;
      place.innerHTML = "<svg><path></path><path></path></svg>";
      place.querySelectorAll("path").forEach((path, n) => {
        Object.assign(path, { __data__: { datum: WIDE.data.values[n] } });
      });
      return { finalize: vi.fn() } as never;
    });
  screen();
});

it("draws under the content security policy, in French, as wide as its place", async () => {
  const chart = page(CHART);
  await settle();
  const options = vi.mocked(embed).mock.calls[0]?.[2];
  expect(drawn()).toMatchObject({ mark: { type: "bar", color: "#0C5361" }, width: "container" });
  expect(options).toMatchObject({ ast: true, defaultStyle: false, formatLocale: { decimal: "," } });
  expect(options?.expr).toBeDefined();
  expect(chart.hasAttribute("data-drawn")).toBe(true);
  expect(chart.querySelector(".drawing")?.getAttribute("aria-label")).toBe("Tonnage par commune");
});

it("takes the dark colours on a dark page, and the drawing for a telephone where it is narrow", async () => {
  screen({ dark: true, width: 300 });
  page(CHART);
  await settle();
  expect(drawn()).toMatchObject({ mark: "point", config: { axis: { labelColor: "#F3ECE1" } } });
  expect(drawn().fill).toMatch(/^url\(#c\d+-dots-82CCD8-F3ECE1\)$/);
  const name = String(drawn().fill).slice(5, -1);
  expect(document.getElementById(name)?.tagName).toBe("pattern");
});

it("is read value by value with the keyboard", async () => {
  const chart = page(CHART);
  await settle();
  const drawing = chart.querySelector<HTMLElement>(".drawing");
  const words = chart.querySelector(".pointed-at");
  const press = (key: string) => drawing?.dispatchEvent(new KeyboardEvent("keydown", { key }));
  press("ArrowRight");
  expect(words?.textContent).toBe("Tournus : 36 t (1 sur 2)");
  press("End");
  expect(words?.textContent).toBe("Lugny : 30 t (2 sur 2)");
  const pointed = [...chart.querySelectorAll("path")].map((path) => path.classList.contains("pointed"));
  expect(pointed).toEqual([false, true]);
  press("Escape");
  expect(words?.textContent).toBe("");
});

it("keeps the server's picture when the drawing fails, and says so", async () => {
  vi.mocked(embed).mockRejectedValue(new Error("no"));
  vi.spyOn(console, "error").mockImplementation(() => {});
  const failed = vi.fn();
  document.addEventListener("terrier-chart:failed", failed, { once: true });
  const chart = page(CHART);
  await settle();
  expect(chart.querySelector("img")).not.toBeNull();
  expect(chart.hasAttribute("data-drawn")).toBe(false);
  expect(failed).toHaveBeenCalledOnce();
});
