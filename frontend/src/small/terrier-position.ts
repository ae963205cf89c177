/**
 * A button that writes where the telephone is into a field.
 *
 * Attributes: `for` (id of the field), `label`, `busy` and `failed` (what the button says).
 */
export class TerrierPosition extends HTMLElement {
  connectedCallback(): void {
    if (this.firstElementChild || !navigator.geolocation) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = this.getAttribute("label");
    button.addEventListener("click", () => this.#locate(button));
    this.append(button);
    this.setAttribute("aria-live", "polite");
  }

  #locate(button: HTMLButtonElement): void {
    button.textContent = this.getAttribute("busy");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const field = document.getElementById(this.getAttribute("for") ?? "");
        if (field instanceof HTMLInputElement)
          field.value = `${coords.latitude.toFixed(7)}, ${coords.longitude.toFixed(7)}`;
        button.textContent = this.getAttribute("label");
      },
      () => {
        button.textContent = this.getAttribute("failed");
      },
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  }
}

customElements.define("terrier-position", TerrierPosition);
