// Marks in a saved article and the claims beside it: who points at one, or walks to it by keyboard, sees the other.

const LIT = "lit";

/** Lights up the marks and the card of each of the claims that `names` lists, apart by spaces; nothing else stays lit. */
function light(names: string): void {
  for (const lit of document.querySelectorAll(`.${LIT}`)) lit.classList.remove(LIT);
  for (const name of names.split(" ").filter(Boolean)) {
    const id = CSS.escape(name);
    for (const one of document.querySelectorAll(`[data-claims~="${id}"], [data-claim="${id}"]`)) one.classList.add(LIT);
  }
}

/** What `target` belongs to: the claims of a mark or of a card. */
function names(target: EventTarget | null): string | undefined {
  const near = target instanceof Element ? target.closest<HTMLElement>("[data-claims], [data-claim]") : null;
  return near ? (near.dataset.claims ?? near.dataset.claim) : undefined;
}

/** Links marks and claims both ways. */
export function linkMarks(): void {
  if (!document.querySelector("[data-claims]")) return;
  for (const kind of ["pointerover", "focusin"] as const) {
    document.addEventListener(kind, (event) => {
      const found = names(event.target);
      if (found !== undefined) light(found);
    });
  }
  document.addEventListener("click", (event) => {
    const mark = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-claims]") : null;
    const first = mark?.dataset.claims?.split(" ")[0];
    const card = first && document.querySelector<HTMLElement>(`[data-claim="${CSS.escape(first)}"]`);
    if (!card || mark?.closest("a")) return;
    // a claim in doubt lies folded
    card.closest("details")?.setAttribute("open", "");
    card.scrollIntoView({ block: "nearest" });
    card.focus({ preventScroll: true });
  });
  const asked = decodeURIComponent(location.hash.slice(1)).replace(/^[ck]/, "");
  if (asked) light(asked);
}
