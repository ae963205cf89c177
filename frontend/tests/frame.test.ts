import { expect, it, vi } from "vitest";
import { tellHeight } from "../src/frame";
import { page } from "./page";

it("tells the site around it how high it is, each time that changes", () => {
  let changed = () => {};
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe = () => {};
      constructor(tell: () => void) {
        changed = tell;
      }
    },
  );
  const content = page<HTMLElement>("<main></main>");
  const host = { postMessage: vi.fn() };
  tellHeight(content, host as unknown as Window);
  for (const height of [812.2, 300]) {
    content.getBoundingClientRect = () => ({ height }) as DOMRect;
    changed();
  }
  expect(host.postMessage.mock.calls).toEqual([
    [{ terrierHeight: 813 }, "*"],
    [{ terrierHeight: 300 }, "*"],
  ]);
});
