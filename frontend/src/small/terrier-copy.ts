/**
 * A button that copies the text of another element.
 *
 * Attributes: `for` (id of the element), `label`, `done` (what the button says once copied).
 */
export class TerrierCopy extends HTMLElement {
  connectedCallback(): void {
    if (this.firstElementChild || !navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button compact";
    button.textContent = this.getAttribute("label");
    button.addEventListener("click", () => void this.#copy(button));
    this.append(button);
    this.setAttribute("aria-live", "polite");
  }

  async #copy(button: HTMLButtonElement): Promise<void> {
    const source = document.getElementById(this.getAttribute("for") ?? "");
    await navigator.clipboard.writeText(source?.textContent ?? "");
    button.textContent = this.getAttribute("done");
    setTimeout(() => {
      button.textContent = this.getAttribute("label");
    }, 2500);
  }
}

customElements.define("terrier-copy", TerrierCopy);
