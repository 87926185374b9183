// Every screen, in both languages, on three widths: nothing is cut off, nothing runs out of the window, nothing is in the
// other language without saying so. `SHEETS=folder npm test -- whole` keeps pictures of them all, in both schemes, to be
// looked at: a sheet a screen and width.

import { mkdir, writeFile } from "node:fs/promises";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { SCREENS, UNCHANGED, single, spoken } from "./addresses";

const WIDTHS = [1440, 1024, 390];
const LANGUAGES = ["ar", "en"] as const;
const SHEETS = process.env.SHEETS;
/** A scheme changes colours and nothing that is measured here. */
const SCHEMES = SHEETS ? (["light", "dark"] as const) : (["light"] as const);
/** So much of a page's height is kept on a sheet, in pixels of the screen. */
const HEIGHT = 2200;

const MORE = [
  "/events?type=ASSAULT&from=2024-01-01&to=2030-01-01", "/events?columns=title,actor,recipient,modality,first,story,id", "/search?q=", "/search?q=قتلى&kind=claim&all=1",
  "/search?q=لاشيءمنهذا", "/claims", "/deleted?since=2020-01-01", "/rules?type=threaten&try=هدد قائد الفصيل الحكومة", "/stories/none", "/events?from=soon", "/enter",
];

/** What is wrong with a page, as far as that can be measured. */
function faults(language: string): string[] {
  const out: string[] = [];
  const name = (e: Element): string => `${e.tagName.toLowerCase()}.${e.className?.toString() ?? ""}`;
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) out.push(`wider than the window by ${wide}`);
  const scrolls = (e: Element): boolean => {
    for (let at: Element | null = e; at; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node.textContent ?? "").trim();
    const parent = node.parentElement;
    if (!text || !parent || parent.closest("svg, script, .skip, .stacked thead") || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((b) => b.width > 0);
    if (boxes.some((b) => b.left < -1 || b.right > innerWidth + 1) && !scrolls(parent)) out.push(`outside the window: ${name(parent)} ${text.slice(0, 40)}`);
    for (let at: Element | null = parent; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (!["hidden", "clip"].includes(style.overflowX) || style.textOverflow === "ellipsis") continue;
      const frame = at.getBoundingClientRect();
      if (boxes.some((b) => b.left < frame.left - 1 || b.right > frame.right + 1)) out.push(`cut off by ${name(at)}: ${text.slice(0, 40)}`);
    }
    const own = parent.closest("[lang]")?.getAttribute("lang");
    const isCode = parent.closest("[dir=ltr], code, pre, bdi, q, textarea");
    if (own === language && !isCode && language === "ar" && /[A-Za-z]{3,}/.test(text) && !/[\u0621-\u064A]|OpenAPI/.test(text)) out.push(`not Arabic: ${name(parent)} ${text.slice(0, 60)}`);
    if (own === language && !isCode && language === "en" && /[\u0621-\u064A]{2,}/.test(text)) out.push(`not English: ${name(parent)} ${text.slice(0, 60)}`);
  }
  return [...new Set(out)];
}

async function shot(page: Page, width: number): Promise<string> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHT) };
  return (await page.screenshot({ fullPage: true, clip, type: "jpeg", quality: 70 })).toString("base64");
}

/** Pictures beside each other, with what they show. */
async function sheet(browser: Browser, file: string, shots: [string, string][], width: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width: shots.length * (width + 8) + 8, height: 200 } });
  const cells = shots.map(([what, shot]) => `<figure style="margin:0 8px 0 0;width:${width}px"><figcaption>${what}</figcaption><img style="width:100%" src="data:image/jpeg;base64,${shot}"></figure>`);
  await page.setContent(`<body style="margin:8px;display:flex;background:#888;font:12px sans-serif">${cells.join("")}`);
  await mkdir(SHEETS ?? "", { recursive: true });
  await writeFile(file, await page.screenshot({ fullPage: true }));
  await page.close();
}

async function looked(browser: Browser, name: string, address: string): Promise<string[]> {
  const found: string[] = [];
  const shots = new Map<number, [string, string][]>(WIDTHS.map((width) => [width, []]));
  for (const language of LANGUAGES) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ baseURL: UNCHANGED, colorScheme, locale: language === "ar" ? "en" : "ar" });
      const page = await context.newPage();
      await page.goto(spoken(address, language));
      await page.evaluate(() => document.fonts.ready);
      for (const [width, taken] of shots) {
        await page.setViewportSize({ width, height: 900 });
        found.push(...(await page.evaluate(faults, language)).map((f) => `${width} ${language}: ${f}`));
        if (SHEETS) taken.push([`${name} ${width} ${language} ${colorScheme}`, await shot(page, width)]);
      }
      await context.close();
    }
  }
  if (SHEETS) {
    for (const [width, taken] of shots) await sheet(browser, `${SHEETS}/${name}-${width}.png`, taken, Math.min(width, width > 1200 ? 720 : width > 400 ? 512 : 390));
  }
  return [...new Set(found)];
}

for (const screen of [...SCREENS, ...MORE]) {
  test(`${screen}: whole in both languages, on three widths`, async ({ browser }) => {
    expect(await looked(browser, screen.replace(/[^\p{L}\d]+/gu, "-").slice(0, 40), screen)).toEqual([]);
  });
}

test("one of each kind: whole in both languages, on three widths", async ({ browser, playwright }) => {
  test.setTimeout(600_000);
  const own = await single(await playwright.request.newContext({ baseURL: UNCHANGED }));
  const all = { ...own, why: `${own.document}/why/${own.claim.split("/").pop()}` };
  const found: string[] = [];
  for (const [name, address] of Object.entries(all)) found.push(...(await looked(browser, name, address)).map((f) => `${name} ${f}`));
  expect(found).toEqual([]);
});
