import { expect, test, type Page } from "@playwright/test";

// They change one archive: one after the other.
test.describe.configure({ mode: "serial" });

/** The address of a document that several claims were read from. */
async function aDocument(page: Page): Promise<string> {
  const stories = (await (await page.request.get("/stories.json")).json()) as { documents: { document: string }[] }[];
  for (const { document } of stories.flatMap((s) => s.documents)) {
    const records = (await (await page.request.get(`/documents/${document}.json`)).json()) as { record: string; place?: unknown }[];
    if (records.filter((r) => r.record === "claim/1" && r.place).length > 2) return `/documents/${document}`;
  }
  throw new Error("no document with claims");
}

/** Gives oneself the name that a change bears, where it is asked for. */
async function named(page: Page): Promise<void> {
  const name = page.locator("input[name=who]").first();
  if (await name.isVisible().catch(() => false)) await name.fill("سلمى");
}

test("marks stand in the order of the words, over overlaps and line breaks, and copy clean", async ({ page }) => {
  await page.goto(`${await aDocument(page)}?lang=ar`);
  for (const width of [1440, 1024, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const wrong = await page.evaluate(() => {
      const out: string[] = [];
      for (const block of document.querySelectorAll("[lang=ar][dir=auto]:has(.m)")) {
        // the place of each Arabic letter: within a line from right to left, lines downwards
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        let last: DOMRect | undefined;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const text = node.textContent ?? "";
          for (let at = 0; at < text.length; at++) {
            if (!/[\u0621-\u064A]/.test(text[at] ?? "")) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getClientRects()[0];
            if (!box) continue;
            const sameLine = last && Math.abs(box.top - last.top) < box.height / 2;
            if (last && sameLine && box.right > last.right + 1) out.push(`${text.slice(at - 8, at + 8)}: ${box.right} after ${last.right}`);
            if (last && !sameLine && box.top < last.top) out.push(`${text.slice(at - 8, at + 8)}: goes up`);
            last = box;
          }
        }
      }
      return out;
    });
    expect(wrong).toEqual([]);
  }
  const records = (await (await page.request.get(`${new URL(page.url()).pathname}.json`)).json()) as { text?: string; blocks?: { span: { quote: string } }[] }[];
  const blocks = records[0]?.blocks?.map((b) => b.span.quote) ?? [];
  const shown = await page.locator("[lang=ar][dir=auto]:has(.m)").allTextContents();
  for (const block of shown) expect(blocks.map((b) => b.trim())).toContain(block.trim());
});

test("mark and claim light up together, by pointer and by keyboard", async ({ page }) => {
  await page.goto(`${await aDocument(page)}?lang=ar`);
  const mark = page.locator(".m[data-claims]").first();
  const id = (await mark.getAttribute("data-claims"))?.split(" ")[0];
  await mark.hover();
  await expect(page.locator(`[data-claim="${id}"]`)).toHaveClass(/lit/);
  await page.locator(`[data-claim="${id}"] a`).first().focus();
  await expect(page.locator(`.m[data-claims~="${id}"]`).first()).toHaveClass(/lit/);
});

test("a place is corrected, seen in the record, and taken back", async ({ page }) => {
  const address = await aDocument(page);
  type Claim = { record: string; id: string; place?: { name_ar?: string } };
  const claims = async (): Promise<Claim[]> => (await (await page.request.get(`${address}.json`)).json()) as Claim[];
  const claim = (await claims()).find((r) => r.record === "claim/1" && r.place);
  await page.goto(`/claims/${claim?.id}?lang=ar`);
  const form = page.locator("form.set", { has: page.locator("input[name=field][value=place]") });
  await form.locator("input[name=value]").fill("حلب");
  await named(page);
  const name = form.locator("input[name=who]");
  if (await name.count()) await name.fill("سلمى");
  await form.locator("button").last().click();
  const set = (await claims()).find((r) => r.id === claim?.id);
  expect(set?.place?.name_ar).toContain("حلب");
  await page.goto(`/claims/${claim?.id}?lang=ar`);
  await page.locator(".history form button").first().click();
  const back = (await claims()).find((r) => r.id === claim?.id);
  expect(back?.place?.name_ar).toBe(claim?.place?.name_ar);
});

test("ten claims are reviewed by keyboard", async ({ page }) => {
  await page.goto("/review?lang=ar");
  await named(page);
  const seen = new Set<string>();
  for (let n = 0; n < 10; n++) {
    const claim = await page.locator(".reviewing [data-claim]").first().getAttribute("data-claim");
    expect(claim).toBeTruthy();
    expect(seen.has(claim ?? "")).toBe(false);
    seen.add(claim ?? "");
    await page.locator("h1").first().click();
    const loaded = page.waitForEvent("load");
    await page.keyboard.press(n % 3 === 2 ? "r" : "a");
    await loaded;
  }
});

test("an event is split, and its grade given by hand", async ({ page }) => {
  const events = await (await page.request.get("/events.json?sort=newest&size=200")).json();
  const many = events.items.find((e: { tellings: unknown[] }) => e.tellings.length > 3);
  await page.goto(`/events/${many.id}?lang=en`);
  await expect(page.locator("article.event")).toBeVisible();
  const boxes = page.locator("input[type=checkbox][name=claim]");
  await page.locator("details", { has: boxes.first() }).first().evaluate((d: HTMLDetailsElement) => (d.open = true)).catch(() => undefined);
  await boxes.last().check();
  await named(page);
  await page.locator("form[action$='/split'] button, button[formaction$='/split']").first().click();
  const after = await (await page.request.get(`/events/${many.id}.json`)).json();
  expect(after.tellings.length).toBe(many.tellings.length - 1);
});

test("a filtered list comes in every form from the same address", async ({ page }) => {
  const kinds: Record<string, RegExp> = {
    json: /^application\/json/, jsonl: /jsonl|ndjson/, csv: /^text\/csv/, acled: /^text\/csv/, ucdp: /^text\/csv/, plover: /json/,
    geojson: /^application\/geo\+json/, parquet: /parquet/, atom: /^application\/atom\+xml/,
  };
  await page.goto("/events?type=ASSAULT&lang=en");
  for (const [form, kind] of Object.entries(kinds)) {
    const answer = await page.request.get(`/events.${form}?type=ASSAULT`);
    expect(answer.status(), form).toBe(200);
    expect(answer.headers()["content-type"], form).toMatch(kind);
    expect((await answer.body()).length, form).toBeGreaterThan(100);
  }
});
