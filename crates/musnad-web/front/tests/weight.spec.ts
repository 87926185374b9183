// How heavy each screen is for somebody who comes for the first time, and whether anything moves while it is made up.
// How quick it is depends on the machine: that is printed and never fails.

import { expect, test, type Browser } from "@playwright/test";
import { SCREENS, UNCHANGED, single, spoken } from "./addresses";

/** Bytes over the wire, compressed; the sum of layout shifts. */
const WEIGHT = 400 * 1024;
const SHIFT = 0.05;

test.use({ baseURL: UNCHANGED });

for (const [width, language] of [[1440, "ar"], [390, "en"]] as const) {
  test(`every screen is light and still: ${language}, ${width} wide`, async ({ browser, request }) => {
    test.setTimeout(600_000);
    const wrong: string[] = [];
    let slowest = { address: "", interactive: 0 };
    for (const address of [...SCREENS, ...Object.values(await single(request))]) {
      const once = await measured(browser, spoken(address, language), width);
      // a machine that is busy with something else gets a second try
      const { weight, interactive, shift } = once.shift >= SHIFT ? await measured(browser, spoken(address, language), width) : once;
      if (weight > WEIGHT) wrong.push(`${address}: ${weight} bytes`);
      if (shift >= SHIFT) wrong.push(`${address}: moves by ${shift.toFixed(3)}`);
      expect(weight, address).toBeGreaterThan(1000);
      if (interactive > slowest.interactive) slowest = { address, interactive };
    }
    console.log(`${language}, ${width} wide: the slowest screen, ${slowest.address}, can be used after ${Math.round(slowest.interactive)} ms`);
    expect(wrong).toEqual([]);
  });
}

/** A screen as it comes to somebody who never was here; `interactive` is in milliseconds from the first byte until scripts have run. */
async function measured(browser: Browser, address: string, width: number): Promise<{ weight: number; interactive: number; shift: number }> {
  const context = await browser.newContext({ baseURL: UNCHANGED, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  let weight = 0;
  wire.on("Network.loadingFinished", (done) => (weight += done.encodedDataLength));
  await page.addInitScript(() => {
    const seen = { shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) seen.shift += (one as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(100);
  const { shift, interactive } = await page.evaluate(() => {
    const [loaded] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const { seen } = window as unknown as { seen: { shift: number } };
    // the server's own time is measured elsewhere: here it may be a program that was built without optimisation
    return { shift: seen.shift, interactive: loaded ? loaded.domContentLoadedEventEnd - loaded.responseStart : Infinity };
  });
  await context.close();
  return { weight, interactive, shift };
}
