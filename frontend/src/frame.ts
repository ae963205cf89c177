/** A page shown in the frame of another site tells it how high it is; the code that is copied listens. */
export function tellHeight(content: HTMLElement, host: Window): void {
  new ResizeObserver(() => {
    host.postMessage({ terrierHeight: Math.ceil(content.getBoundingClientRect().height) }, "*");
  }).observe(content);
}
