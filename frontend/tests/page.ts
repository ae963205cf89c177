/** Let promises and events settle. */
export async function settle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setTimeout(done));
}

/** Put markup on the page and give back the first element. */
export function page<T extends HTMLElement>(markup: string): T {
  document.body.innerHTML = markup;
  return document.body.firstElementChild as T;
}
