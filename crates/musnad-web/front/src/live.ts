// News of the archive: where it has grown while a list is looked at, a line offers to load it anew.

/** Hears of what comes into the archive, on pages that have a place to say so. */
export function hearOfNews(): void {
  const place = document.querySelector<HTMLElement>("[data-live]");
  if (!place) return;
  const news = new EventSource("/live");
  let first: string | undefined;
  news.addEventListener("message", (event: MessageEvent<string>) => {
    first ??= event.data;
    place.hidden = event.data === first;
  });
  addEventListener("pagehide", () => news.close());
}
