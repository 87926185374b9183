// Claims by keyboard: a accepts, r rejects, c corrects, s skips, u takes back what was said last. Each key presses what
// stands on the page, so that all is as without it.

const KEYS: Record<string, string> = {
  a: ".judge button.accept",
  r: ".judge button.reject",
  c: ".judge a.correct",
  s: "a.skip-claim",
  u: ".history li:not(.undone) form button",
};

/** The claim that a key is about: the one under review, the one that has the focus, the one that the address leads to. */
function claimAtHand(): ParentNode | null {
  const led = /^#[ck](.+)$/.exec(location.hash)?.[1];
  return (
    document.querySelector(".deciding") ??
    document.activeElement?.closest(".told") ??
    (led === undefined ? null : document.getElementById(`k${led}`))
  );
}

/** Heeds the keys, where there are claims to judge. */
export function reviewByKeys(): void {
  if (!document.querySelector(".told, main .history")) return;
  let pressed = false;
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    const key = event.key.toLowerCase();
    const wanted = KEYS[key];
    if (typing || pressed || !wanted || event.ctrlKey || event.metaKey || event.altKey) return;
    // what lies hidden is not pressed
    const all = [...((key === "u" ? document : claimAtHand())?.querySelectorAll<HTMLElement>(wanted) ?? [])];
    const button = all.find((one) => one.checkVisibility());
    if (!button) return;
    event.preventDefault();
    // a key held down decides once
    pressed = true;
    button.click();
  });
}
