import { expect, it, vi } from "vitest";
import { page, settle } from "./page";

const loaded = vi.hoisted(() => [] as string[]);
vi.mock("../src/small/terrier-copy", () => {
  loaded.push("copy");
  return {};
});
vi.mock("../src/chart/terrier-chart", () => {
  loaded.push("chart");
  return {};
});
vi.mock("../src/map/terrier-map", () => {
  loaded.push("map");
  return {};
});

it("downloads only what the page shows, and what is heavy only when it comes near", async () => {
  let near: (entries: object[]) => void = () => {};
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(react: typeof near) {
        near = react;
      }
      observe(): void {}
      unobserve(): void {}
    },
  );
  const { defineIslandsOnDemand } = await import("../src/islands");
  page("<main><terrier-chart></terrier-chart><terrier-map></terrier-map></main>");
  defineIslandsOnDemand();
  await settle();
  expect(loaded).toEqual([]);

  near([
    { isIntersecting: true, target: document.querySelector("terrier-chart") },
    { isIntersecting: false, target: document.querySelector("terrier-map") },
  ]);
  await settle();
  expect(loaded).toEqual(["chart"]);

  document.body.append(document.createElement("terrier-copy"));
  document.dispatchEvent(new Event("htmx:after:swap"));
  await settle();
  expect(loaded).toEqual(["chart", "copy"]);
});
