import embed from "vega-embed";
import { beforeEach, expect, it, vi } from "vitest";
import "../src/chart/terrier-chart";
import { page, settle } from "./page";

vi.mock("vega-embed", () => ({ default: vi.fn() }));

const CHART = `<terrier-chart label="Tonnage par commune">
  <img src="/chart.svg" alt="Tonnage par commune">
  <script type="application/json">{"mark": "bar", "data": {"values": []}}</script>
</terrier-chart>`;

beforeEach(() => {
  vi.mocked(embed).mockReset();
  vi.stubGlobal(
    "matchMedia",
    vi.fn(() => ({ matches: false, addEventListener() {}, removeEventListener() {} })),
  );
});

it("draws under the content security policy, in French, with its label", async () => {
  vi.mocked(embed).mockResolvedValue({ finalize: vi.fn() } as never);
  const chart = page(CHART);
  await settle();
  const [, spec, options] = vi.mocked(embed).mock.calls[0] ?? [];
  expect(spec).toMatchObject({ mark: "bar", width: "container" });
  expect(options).toMatchObject({
    ast: true,
    defaultStyle: false,
    actions: false,
    formatLocale: { decimal: "," },
    config: { description: "Tonnage par commune" },
  });
  expect(options?.expr).toBeDefined();
  expect(chart.hasAttribute("data-drawn")).toBe(true);
});

it("puts the theme in place of the colours of the server's picture", async () => {
  document.documentElement.style.setProperty("--river", "#82ccd8");
  vi.mocked(embed).mockResolvedValue({ finalize: vi.fn() } as never);
  page(
    CHART.replace('"mark": "bar"', '"mark": {"type": "bar", "color": "#0C5361"}, "config": {"font": "x"}'),
  );
  await settle();
  const spec = vi.mocked(embed).mock.calls[0]?.[1];
  expect(spec).toMatchObject({ mark: { type: "bar", color: "#82ccd8" } });
  expect(spec).not.toHaveProperty("config");
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

it("leaves the width of composed charts alone", async () => {
  vi.mocked(embed).mockResolvedValue({ finalize: vi.fn() } as never);
  page(CHART.replace('"mark": "bar"', '"hconcat": []'));
  await settle();
  expect(vi.mocked(embed).mock.calls[0]?.[1]).not.toHaveProperty("width");
});
