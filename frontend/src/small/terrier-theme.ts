import { THEME_CHANGED } from "../theme-colours";

/** Changes the appearance at once where the form alone would reload the page. */
export class TerrierTheme extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("submit", (event) => void this.#choose(event as SubmitEvent));
  }

  async #choose(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    if (!button) return;
    event.preventDefault();
    apply(button.value);
    const menu = this.closest("details");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
    const body = new URLSearchParams({ theme: button.value });
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  }
}

function apply(choice: string): void {
  const root = document.documentElement;
  if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  else delete root.dataset.theme;
  document.dispatchEvent(new Event(THEME_CHANGED));
}

customElements.define("terrier-theme", TerrierTheme);
