import { expect, it, vi } from "vitest";
import "../src/small/terrier-copy";
import { page, settle } from "./page";

it("copies the text and says so", async () => {
  const writeText = vi.fn().mockResolvedValue(undefined);
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  page(
    `<terrier-copy for="code" label="Copier" done="Copié"></terrier-copy><code id="code">curl -s …</code>`,
  );
  const button = document.querySelector("button") as HTMLButtonElement;
  expect(button.textContent).toBe("Copier");
  button.click();
  await settle();
  expect(writeText).toHaveBeenCalledWith("curl -s …");
  expect(button.textContent).toBe("Copié");
});
