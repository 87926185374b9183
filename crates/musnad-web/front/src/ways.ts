// On a telephone the ways through the archive go beyond the edge: the one where the reader is stands in sight.

export function showWay(): void {
  const nav = document.querySelector<HTMLElement>(".top nav");
  const here = nav?.querySelector("[aria-current]");
  if (!nav || !here) return;
  const [all, own] = [nav.getBoundingClientRect(), here.getBoundingClientRect()];
  if (own.left < all.left || own.right > all.right) nav.scrollLeft += own.left + own.width / 2 - all.left - all.width / 2;
}
