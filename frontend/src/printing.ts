/** Buttons marked `data-print` print the page; without JavaScript the browser's own menu does. */
export function printOnDemand(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element | null)?.closest("[data-print]")) window.print();
  });
}
