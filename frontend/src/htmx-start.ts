import htmx from "htmx.org";

/** What htmx says of a request, as far as it is used here. */
interface RequestDetail {
  ctx: { request: { method?: string; headers: Record<string, string> } };
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** The token of any form of the page: Django gives the same one to all. */
export function csrfToken(root: ParentNode = document): string | null {
  return root.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? null;
}

function refuseEvaluation(): never {
  throw new Error("Terrier's pages never evaluate text as code.");
}

/** Start htmx without any evaluation of text, and with Django's token on every write. */
export function startHtmx(): void {
  htmx.registerExtension("terrier-no-evaluation", {
    init(api: { initSecurity: (policy: null, now: unknown, later: unknown) => void }) {
      api.initSecurity(null, refuseEvaluation, refuseEvaluation);
    },
  });
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = (event as CustomEvent<RequestDetail>).detail.ctx;
    const token = csrfToken();
    if (token && !SAFE.has((request.method ?? "GET").toUpperCase())) request.headers["X-CSRFToken"] = token;
  });
}
