import { afterEach, expect, it, vi } from "vitest";
import "../src/small/terrier-theme";
import { isDark, THEME_CHANGED } from "../src/theme-colours";
import { page, settle } from "./page";

afterEach(() => vi.unstubAllGlobals());

it("changes at once, tells the page, and has the server remember", async () => {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response()));
  vi.stubGlobal(
    "matchMedia",
    vi.fn(() => ({ matches: false })),
  );
  const changed = vi.fn();
  document.addEventListener(THEME_CHANGED, changed);
  page(`<terrier-theme><form action="http://localhost/apparence/" method="post">
    <button name="theme" value="dark">Sombre</button><button name="theme" value="auto">Auto</button>
  </form></terrier-theme>`);
  const [dark, auto] = document.querySelectorAll("button");
  const form = document.querySelector("form") as HTMLFormElement;

  form.requestSubmit(dark);
  await settle();
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(isDark()).toBe(true);
  const [address, request] = vi.mocked(fetch).mock.calls[0] ?? [];
  expect(address).toBe("http://localhost/apparence/");
  expect(String(request?.body)).toBe("theme=dark");

  form.requestSubmit(auto);
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(isDark()).toBe(false);
  expect(changed).toHaveBeenCalledTimes(2);
});
