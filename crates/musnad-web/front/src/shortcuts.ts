// Keys: / goes to the search; in lists j and k go down and up.

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Heeds the keys that hold on every page. */
export function shortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector<HTMLInputElement>("header input[type=search]")?.focus();
    }
    if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  });
}

/** Goes on to the next (or back to the last) item of the page's list. */
function walk(by: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>("main [data-claim], main .card a, main tbody tr a:first-of-type")];
  if (items.length === 0) return;
  const at = items.findIndex((item) => item.contains(document.activeElement));
  items[Math.min(items.length - 1, Math.max(0, at + by))]?.focus();
}
