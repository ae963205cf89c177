import { expect, it, vi } from "vitest";
import "../src/small/terrier-dialog";
import { page } from "./page";

it("opens its dialog instead of leaving the page", () => {
  page(`<terrier-dialog><a href="/supprimer/">Supprimer</a><dialog></dialog></terrier-dialog>`);
  const dialog = document.querySelector("dialog") as HTMLDialogElement;
  dialog.showModal = vi.fn();
  const link = document.querySelector("a") as HTMLAnchorElement;

  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  link.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
  link.dispatchEvent(new KeyboardEvent("keydown", { key: " ", cancelable: true }));
  expect(dialog.showModal).toHaveBeenCalledTimes(2);
  expect(link.getAttribute("role")).toBe("button");
});
