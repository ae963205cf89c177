/** Write a size for people: 3,4 Mo. */
export function size(bytes: number): string {
  const units = ["octets", "ko", "Mo", "Go"];
  const power = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  const value = (bytes / 1000 ** power).toLocaleString("fr-FR", { maximumFractionDigits: 1 });
  return `${value} ${units[power]}`;
}

/**
 * Takes dropped files into its file field, and sends its form showing the progress.
 * Without this code the form is sent as any form.
 *
 * Event: `terrier-drop:files` (detail: the files) when files were chosen or dropped.
 */
export class TerrierDrop extends HTMLElement {
  #state: HTMLElement | null = null;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) return;
    this.#state = this.querySelector(".drop-state");
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.toggleAttribute("data-over", true);
    });
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.removeAttribute("data-over");
      if (event.dataTransfer?.files.length) this.#take(input, event.dataTransfer.files);
    });
    input.addEventListener("change", () => this.#announce(input));
    input.form?.addEventListener("submit", (event) => this.#send(event, input));
  }

  #take(input: HTMLInputElement, files: FileList): void {
    if (files.length > 1 && !input.multiple) {
      const first = new DataTransfer();
      first.items.add(files[0] as File);
      input.files = first.files;
    } else {
      input.files = files;
    }
    this.#announce(input);
    // Programs that listen to the field must hear of dropped files too.
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #announce(input: HTMLInputElement): void {
    const files = [...(input.files ?? [])];
    this.#say(files.map((file) => `${file.name} (${size(file.size)})`).join(" · "));
    this.dispatchEvent(new CustomEvent("terrier-drop:files", { detail: files, bubbles: true }));
  }

  #say(text: string): void {
    this.#state?.replaceChildren(text);
  }

  #send(event: SubmitEvent, input: HTMLInputElement): void {
    const form = input.form;
    if (!form || !input.files?.length || event.defaultPrevented) return;
    event.preventDefault();
    const bar = document.createElement("progress");
    const label = this.#state?.dataset.label ?? "";
    bar.setAttribute("aria-label", label);
    this.#state?.replaceChildren(`${label}…`, bar);
    const buttons = form.querySelectorAll<HTMLButtonElement>("button");
    for (const button of buttons) button.disabled = true;
    const again = () => {
      for (const button of buttons) button.disabled = false;
    };

    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      bar.max = sent.total;
      bar.value = sent.loaded;
    });
    request.addEventListener("load", () => {
      again();
      this.#arrive(request, form);
    });
    request.addEventListener("error", () => {
      again();
      this.#say(this.#state?.dataset.failed ?? "");
    });
    request.open("POST", form.action);
    request.send(new FormData(form, event.submitter));
  }

  /** Go where the server sent us, or show the page that it answered in place (a refusal, say). */
  #arrive(request: XMLHttpRequest, form: HTMLFormElement): void {
    if (request.responseURL && request.responseURL !== form.action) {
      location.assign(request.responseURL);
      return;
    }
    const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    const main = document.querySelector("main");
    if (!answer || !main) {
      this.#say(this.#state?.dataset.failed ?? "");
      return;
    }
    main.replaceWith(answer);
    answer.focus();
  }
}

customElements.define("terrier-drop", TerrierDrop);
