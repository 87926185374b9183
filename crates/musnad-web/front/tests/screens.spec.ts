import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { SCREENS, UNCHANGED, single, spoken } from "./addresses";

for (const language of ["ar", "en"] as const) {
  for (const screen of SCREENS) {
    test(`${language} ${screen}: complete, in one direction, accessible, nothing from outside`, async ({ page }) => {
      const faults: string[] = [];
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith("http://localhost:")) faults.push(`asked for ${request.url()}`);
      });
      const answer = await page.goto(spoken(screen, language));
      expect(answer?.status()).toBe(200);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
      await expect(page.locator("main h1").first()).toBeVisible();
      // a key of the table of words that has no words shows itself
      const bare = await page.locator("body").evaluate((body) => (body.textContent ?? "").match(/\b(?:n|problem|way|quality|rules|kind)\.[a-z-]+\b/g));
      expect((bare ?? []).filter((key: string) => !/^(?:rules|quality)\.(?:toml|json)$/.test(key))).toEqual([]);
      const axe = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      expect(axe.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, "wider than a telephone").toBeLessThanOrEqual(0);
      expect(faults).toEqual([]);
    });
  }
}

for (const [scheme, language] of [["dark", "ar"], ["dark", "en"], ["light", "ar"]] as const) {
  test(`${scheme}, ${language}: every screen, and one of each kind, is accessible`, async ({ browser, playwright }) => {
    test.setTimeout(600_000);
    const request = await playwright.request.newContext({ baseURL: UNCHANGED });
    const context = await browser.newContext({ baseURL: UNCHANGED, colorScheme: scheme });
    const page = await context.newPage();
    const found: string[] = [];
    const own = await single(request);
    const light = scheme === "light" ? [] : SCREENS;
    for (const address of [...light, ...Object.values(own), `${own.document}/why/${own.claim.split("/").pop()}`, "/stories/none", "/enter"]) {
      await page.goto(spoken(address, language));
      const axe = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      found.push(...axe.violations.map((v) => `${address}: ${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`));
    }
    expect(found).toEqual([]);
    await context.close();
  });
}

test("story and document can be read without scripts, and are dark where the reader wants it", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: "dark", locale: "ar" });
  const page = await context.newPage();
  await page.goto("/stories");
  await page.locator(".card a").first().click();
  await expect(page.locator("article.event").first()).toBeVisible();
  await page.locator(".thread a").first().click();
  await expect(page.locator(".m").first()).toBeVisible();
  await expect(page.locator(".told").first()).toBeVisible();
  const paper = await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  expect(paper).toMatch(/^rgb\((?:[0-5]?\d, ){2}[0-5]?\d\)$/);
  await context.close();
});

test("a party stands once in an event, with the words that call it", async ({ page }) => {
  const stories = (await (await page.request.get("/stories.json")).json()) as { id: string }[];
  let words = 0;
  for (const { id } of stories) {
    await page.goto(`/stories/${id}?lang=ar`);
    for (const parties of await page.locator("ul.parties").all()) {
      const all = await parties.locator("li:has(> a)").evaluateAll((lines) => lines.map((l) => `${l.querySelector("small")?.textContent} ${l.querySelector("a")?.href}`));
      expect(new Set(all).size).toBe(all.length);
    }
    words += await page.locator("ul.parties q.called").count();
  }
  expect(words).toBeGreaterThan(0);
});

test("the switch of language keeps the page, digits and months are the reader's choice", async ({ page }) => {
  await page.goto("/stories?lang=ar");
  await page.getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(/\/stories$/);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("link", { name: "العربية" }).click();
  await page.locator(".choices").getByText("١٢٣").click();
  await expect(page.locator(".card .when").first()).toContainText(/[٠-٩]/);
  await page.locator(".choices").getByText("يناير").click();
  await expect(page.locator(".card .when").first()).not.toContainText(/شباط|كانون|تشرين/);
});

test("a point of the toll leads to its sentence", async ({ page }) => {
  await page.goto("/stories?lang=ar");
  await page.locator(".card a").first().click();
  const point = page.locator("svg.chart a").first();
  const said = await point.getAttribute("aria-label");
  await point.click();
  await expect(page).toHaveURL(/\/documents\/.*#c/);
  const sentence = page.locator(`[id="${decodeURIComponent(new URL(page.url()).hash.slice(1))}"]`);
  await expect(sentence).toBeVisible();
  const words = said?.split(": ").at(-1) ?? "";
  await expect(sentence).toContainText(words);
});

test("a sentence is read while it is tried, a text when it is pasted", async ({ page }) => {
  await page.goto("/rules?lang=ar");
  await page.locator("#try").fill("هدد قائد الكتيبة سكان القرية بالقصف");
  await page.getByRole("button", { name: "اقرأ" }).click();
  await expect(page.locator(".derivation")).toContainText(/threat|تهديد/);
  await page.goto("/paste?lang=ar");
  await page.locator("textarea").fill("مقتل أربعة عمال في قصف ورشة\n\nقال مسعف إن أربعة عمال قتلوا في قصف استهدف ورشة في البلدة صباح الأحد.");
  await page.getByRole("button", { name: "اقرأ" }).click();
  await expect(page.locator(".claim").first()).toBeVisible();
});

test("what is not there is told as a page, and to programs as a problem", async ({ request }) => {
  const page = await request.get("/stories/none");
  expect(page.status()).toBe(404);
  expect(page.headers()["content-type"]).toContain("text/html");
  const data = await request.get("/stories/none.json");
  expect(data.status()).toBe(404);
  expect(data.headers()["content-type"]).toBe("application/problem+json");
  expect((await data.json()).code).toBe("missing");
});

test("every answer forbids what is not ours, and another host's name is refused", async ({ request }) => {
  const answer = await request.get("/");
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
  const elsewhere = await request.get("/", { headers: { host: "elsewhere.example" } });
  expect(elsewhere.status()).toBe(421);
});
