import { expect, it, vi } from "vitest";
import "../src/small/terrier-position";
import { page } from "./page";

const HERE = `<input id="place"><terrier-position for="place" label="Ma position" busy="Recherche…"
  failed="Introuvable"></terrier-position>`;

it("writes latitude then longitude, and says when there is no position", () => {
  const getCurrentPosition = vi.fn();
  Object.defineProperty(navigator, "geolocation", {
    value: { getCurrentPosition },
    configurable: true,
  });
  page(HERE);
  const button = document.querySelector("button") as HTMLButtonElement;
  const field = document.querySelector("input") as HTMLInputElement;
  expect(button.textContent).toBe("Ma position");
  button.click();
  expect(button.textContent).toBe("Recherche…");
  const [found, failed] = getCurrentPosition.mock.lastCall ?? [];
  found({ coords: { latitude: 46.51, longitude: 4.83 } });
  expect(field.value).toBe("46.5100000, 4.8300000");
  expect(button.textContent).toBe("Ma position");
  failed();
  expect(button.textContent).toBe("Introuvable");
});
