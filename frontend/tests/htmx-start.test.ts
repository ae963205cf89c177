import htmx from "htmx.org";
import { expect, it, vi } from "vitest";
import { startHtmx } from "../src/htmx-start";
import { page } from "./page";

vi.mock("htmx.org", () => ({ default: { registerExtension: vi.fn() } }));

function configured(method: string): Record<string, string> {
  const detail = { ctx: { request: { method, headers: {} as Record<string, string> } } };
  document.dispatchEvent(new CustomEvent("htmx:config:request", { detail }));
  return detail.ctx.request.headers;
}

it("refuses to evaluate text and sends Django's token with writes only", () => {
  startHtmx();
  const [, extension] = vi.mocked(htmx.registerExtension).mock.calls[0] ?? [];
  const initSecurity = vi.fn();
  (extension as { init: (api: unknown) => void }).init({ initSecurity });
  const [, now, later] = initSecurity.mock.calls[0] ?? [];
  expect(() => new now("return 1")).toThrow("never evaluate");
  expect(() => new later("return 1")).toThrow("never evaluate");

  page(`<form><input type="hidden" name="csrfmiddlewaretoken" value="jeton"></form>`);
  expect(configured("POST")).toEqual({ "X-CSRFToken": "jeton" });
  expect(configured("GET")).toEqual({});
});
