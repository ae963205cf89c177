/** Opens its dialog where its link alone would lead to a page that asks the same question. */
export class TerrierDialog extends HTMLElement {
  connectedCallback(): void {
    const link = this.querySelector<HTMLAnchorElement>(":scope > a");
    const dialog = this.querySelector("dialog");
    if (!link || !dialog) return;
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      dialog.showModal();
    });
  }
}

customElements.define("terrier-dialog", TerrierDialog);
