import { expect, it, vi } from "vitest";
import { foldOnNarrowScreens } from "../src/menus";
import { page } from "./page";

it.each([
  [true, false],
  [false, true],
])("filters start folded on a narrow screen only (narrow: %s)", (narrow, open) => {
  vi.stubGlobal("matchMedia", () => ({ matches: narrow }));
  const part = page<HTMLDetailsElement>("<details data-fold open><summary>Affiner</summary></details>");
  foldOnNarrowScreens();
  expect(part.open).toBe(open);
});
