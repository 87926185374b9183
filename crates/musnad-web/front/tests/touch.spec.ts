// By finger, on a telephone: a map, the marks of a saved article, the points of a toll.

import { expect, test, type CDPSession, type Page } from "@playwright/test";
import { UNCHANGED, single } from "./addresses";

test.use({ baseURL: UNCHANGED, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

interface Point {
  x: number;
  y: number;
}

/** Fingers that go down at these places, each along its way in steps, and up again. */
async function fingers(wire: CDPSession, ways: [Point, Point][], steps = 8): Promise<void> {
  const at = (share: number): { x: number; y: number; id: number }[] =>
    ways.map(([from, to], id) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, id }));
  await wire.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
  for (let step = 1; step <= steps; step++) await wire.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(step / steps) });
  await wire.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

const view = async (page: Page): Promise<number[]> =>
  ((await page.locator("figure.map svg").getAttribute("viewBox")) ?? "").split(" ").map(Number);

test("two fingers look nearer on a map and move it, one turns the page, a tap follows", async ({ page }) => {
  await page.goto("/events?lang=ar");
  const wire = await page.context().newCDPSession(page);
  const map = page.locator("figure.map svg");
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  if (!box) throw new Error("no map");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const beside = (dx: number, dy = 0): Point => ({ x: middle.x + dx, y: middle.y + dy });
  const first = await view(page);

  await fingers(wire, [[beside(-20), beside(-100)], [beside(20), beside(100)]]);
  const near = await view(page);
  expect(near[2], "apart: nearer").toBeLessThan((first[2] ?? 0) / 3);
  await fingers(wire, [[beside(-60), beside(20)], [beside(60), beside(140)]]);
  const moved = await view(page);
  expect(moved[0], "both to the right: what lies to the left comes").toBeLessThan(near[0] ?? 0);
  expect(Math.abs((moved[2] ?? 0) - (near[2] ?? 0)) / (near[2] ?? 1), "and stays as near").toBeLessThan(0.2);
  await fingers(wire, [[beside(-100), beside(-30)], [beside(100), beside(30)]]);
  expect((await view(page))[2], "together: farther").toBeGreaterThan(moved[2] ?? 0);
  await expect(page, "no link was followed").toHaveURL(/\/events\?/);

  const before = await view(page);
  await fingers(wire, [[beside(0, 60), beside(0, -60)]]);
  await expect.poll(() => page.evaluate(() => scrollY), "one finger turns the page").toBeGreaterThan(20);
  expect(await view(page)).toEqual(before);

  await page.goto("/events?lang=ar");
  const spot = await page.locator("figure.map circle.spot").first().boundingBox();
  if (!spot) throw new Error("no circle");
  await page.touchscreen.tap(spot.x + spot.width / 2, spot.y + spot.height / 2);
  await expect(page).toHaveURL(/(?:place|box)=|\/places\//);
});

test("a tap on a mark shows its claim", async ({ page, request }) => {
  await page.goto(`${(await single(request)).document}?lang=ar`);
  const mark = page.locator(".m.trigger[data-claims]").last();
  const id = (await mark.getAttribute("data-claims"))?.split(" ")[0];
  const card = page.locator(`[data-claim="${id}"]`);
  await mark.scrollIntoViewIfNeeded();
  await mark.tap();
  await expect(card).toBeInViewport();
  await expect(card).toBeFocused();
  await expect(card).toHaveClass(/lit/);
  // and back: its number leads to its words
  await card.locator("a.n").tap();
  await expect(page).toHaveURL(new RegExp(`#c${id}$`));
  await expect(mark).toBeInViewport();
});

test("a point of a toll is large enough for a finger", async ({ page, request }) => {
  await page.goto(`${(await single(request)).story}?lang=ar`);
  const point = page.locator("svg.chart a").first();
  await point.scrollIntoViewIfNeeded();
  const dot = await point.locator("circle.dot").boundingBox();
  const reach = await point.locator("circle.reach").boundingBox();
  if (!dot || !reach) throw new Error("no point");
  expect(Math.min(reach.width, reach.height)).toBeGreaterThanOrEqual(24);
  // beside the dot, where a finger may well be
  await page.touchscreen.tap(dot.x + dot.width / 2, dot.y + dot.height / 2 + 10);
  await expect(page).toHaveURL(/\/documents\/.*#c/);
  const words = page.locator(`[id="${decodeURIComponent(new URL(page.url()).hash.slice(1))}"]`);
  await expect(words).toBeInViewport();
});

test("the way where the reader is stands in sight, and no word of a table is broken", async ({ page }) => {
  for (const language of ["ar", "en"]) {
    await page.goto(`/paste?lang=${language}`);
    await expect(page.locator(".top nav [aria-current]")).toBeInViewport({ ratio: 0.9 });
    for (const address of ["/outlets", "/quality", "/events", "/actors", "/api"]) {
      await page.goto(`${address}?lang=${language}`);
      const broken = await page.evaluate(() => {
        const out: string[] = [];
        for (const cell of document.querySelectorAll("tbody td, tbody th")) {
          const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.parentElement?.closest(".code")) continue;
            for (const word of (node.textContent ?? "").matchAll(/[\p{L}\p{M}]+/gu)) {
              const range = document.createRange();
              range.setStart(node, word.index);
              range.setEnd(node, word.index + word[0].length);
              if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) out.push(word[0]);
            }
          }
        }
        return out;
      });
      expect(broken, address).toEqual([]);
    }
  }
});
