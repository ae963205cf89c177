/** Said on the document when the reader changes between light and dark. */
export const THEME_CHANGED = "terrier-theme:change";

/** Read a colour of the theme as it is now: `colour("river")`. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Say whether the page is dark now, by the reader's choice or else by the machine's. */
export function isDark(): boolean {
  const choice = document.documentElement.dataset.theme;
  return choice ? choice === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Call back whenever light becomes dark or the reverse, by choice or by the machine; returns how to stop. */
export function onThemeChange(react: () => void): () => void {
  const machine = matchMedia("(prefers-color-scheme: dark)");
  machine.addEventListener("change", react);
  document.addEventListener(THEME_CHANGED, react);
  return () => {
    machine.removeEventListener("change", react);
    document.removeEventListener(THEME_CHANGED, react);
  };
}
