// Review by keyboard: a accepts, r rejects, s skips, u takes back what was said last. Each key presses what stands on the
// page, so that all is as without it.

const KEYS: Record<string, string> = {
  a: ".deciding button.accept",
  r: ".deciding button.reject",
  s: ".deciding a.skip-claim",
  u: ".history li:not(.undone) form button",
};

/** Heeds the keys of the review, where one is on the page. */
export function reviewByKeys(): void {
  if (!document.querySelector(".reviewing, main .history")) return;
  let pressed = false;
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    const wanted = KEYS[event.key.toLowerCase()];
    if (typing || pressed || !wanted || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = document.querySelector<HTMLElement>(wanted);
    if (!button) return;
    event.preventDefault();
    // a key held down decides once
    pressed = true;
    button.click();
  });
}
