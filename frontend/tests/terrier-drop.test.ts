import { beforeEach, describe, expect, it, vi } from "vitest";
import { size } from "../src/small/terrier-drop";
import { page } from "./page";

const FORM = `
<form action="http://localhost/importer/" method="post">
  <terrier-drop><div class="drop-zone">
    <input type="file" name="files" multiple>
    <div class="drop-state" role="status" data-label="Envoi" data-failed="L’envoi n’a pas abouti."></div>
  </div></terrier-drop>
  <button>Importer</button>
</form>`;

class FakeRequest extends EventTarget {
  static last: FakeRequest;
  upload = new EventTarget();
  responseURL = "http://localhost/importer/";
  responseText = "<main tabindex='-1'><h1>Le fichier est vide</h1></main>";
  sent: FormData | null = null;
  constructor() {
    super();
    FakeRequest.last = this;
  }
  open(): void {}
  send(data: FormData): void {
    this.sent = data;
  }
}

function choose(name: string): void {
  const input = document.querySelector("input") as HTMLInputElement;
  Object.defineProperty(input, "files", { value: [new File(["a;b\n1;2\n"], name)], configurable: true });
  input.dispatchEvent(new Event("change"));
}

function submit(): SubmitEvent {
  const event = new SubmitEvent("submit", { cancelable: true, bubbles: true });
  document.querySelector("form")?.dispatchEvent(event);
  return event;
}

const state = () => document.querySelector(".drop-state") as HTMLElement;

describe("terrier-drop", () => {
  beforeEach(() => {
    vi.stubGlobal("XMLHttpRequest", FakeRequest);
    page(FORM);
  });

  it("writes sizes for people", () => {
    expect(size(0)).toBe("0 octets");
    expect(size(3_400_000)).toBe("3,4 Mo");
    expect(size(2e9)).toBe("2 Go");
  });

  it("names the chosen files and says so to the page", () => {
    const heard = vi.fn();
    document.body.addEventListener("terrier-drop:files", heard, { once: true });
    choose("bornes.csv");
    expect(state().textContent).toBe("bornes.csv (8 octets)");
    expect(heard).toHaveBeenCalledOnce();
  });

  it("sends with a progress bar, then shows the page that the server answered", () => {
    choose("bornes.csv");
    document.body.prepend(document.createElement("main"));
    expect(submit().defaultPrevented).toBe(true);
    const bar = state().querySelector("progress") as HTMLProgressElement;
    const sent = new ProgressEvent("progress", { lengthComputable: true, loaded: 4, total: 8 });
    FakeRequest.last.upload.dispatchEvent(sent);
    expect([bar.value, bar.max]).toEqual([4, 8]);
    FakeRequest.last.dispatchEvent(new Event("load"));
    expect(document.querySelector("main h1")?.textContent).toBe("Le fichier est vide");
  });

  it("says when the line is cut, and lets the person try again", () => {
    choose("bornes.csv");
    submit();
    FakeRequest.last.dispatchEvent(new Event("error"));
    expect(state().textContent).toBe("L’envoi n’a pas abouti.");
    expect(document.querySelector("button")?.disabled).toBe(false);
  });

  it("leaves an empty form to the browser", () => {
    expect(submit().defaultPrevented).toBe(false);
  });
});
