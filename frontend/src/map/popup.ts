import { WORDS } from "./french";

/** Read the little sheet of a feature, to be put in a popup; Escape leaves it. */
export async function littleSheet(address: string, leave: () => void): Promise<HTMLElement> {
  const body = document.createElement("div");
  body.className = "map-popup";
  body.tabIndex = -1;
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });
  const response = await fetch(address);
  // The fragment is a page of our own server, escaped by its templates.
  if (response.ok) body.innerHTML = await response.text();
  else body.textContent = WORDS.popupFailed;
  return body;
}
