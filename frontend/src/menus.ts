/** Menus are plain <details>; Escape and a click elsewhere close them. */
export function closeMenusOnLeave(): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** On a narrow screen the filters of a list start folded, so that the list is seen first. */
export function foldOnNarrowScreens(): void {
  if (!matchMedia("(max-width: 57.99rem)").matches) return;
  for (const part of document.querySelectorAll<HTMLDetailsElement>("details[data-fold]")) part.open = false;
}
