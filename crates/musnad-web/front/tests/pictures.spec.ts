// Screens compared with pictures of them that were looked at: `PICTURES=keep npm test -- pictures` makes them anew.
//
// Pictures are kept at half size, where edges of letters, which every machine draws a little otherwise, are even: a
// screen is as it was where no more than a hundredth of its pixels differ by more than 40 of 255 in a channel. A line
// that moves by half its height is more than that.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { UNCHANGED, single, spoken, type Single } from "./addresses";

const FOLDER = "tests/pictures";
const DIFFERS = 40;
const MOST = 0.01;

/** Name, what is shown, language, scheme, width. */
const PICTURES: [string, keyof Single | `/${string}`, "ar" | "en", "light" | "dark", number][] = [
  ["story-ar", "story", "ar", "light", 1440],
  ["story-en-dark", "story", "en", "dark", 1440],
  ["story-ar-phone", "story", "ar", "light", 390],
  ["document-ar", "document", "ar", "light", 1440],
  ["document-en-dark-phone", "document", "en", "dark", 390],
  ["events-ar", "/events", "ar", "light", 1440],
  ["events-en-dark", "/events?type=ASSAULT", "en", "dark", 1440],
  ["search-ar-phone", "/search?q=قتلى", "ar", "light", 390],
  ["quotes-ar-dark", "/quotes", "ar", "dark", 1440],
  ["claim-en", "claim", "en", "light", 1440],
  ["places-en-phone", "/places", "en", "light", 390],
  ["quality-ar", "/quality", "ar", "light", 1440],
];

test.use({ baseURL: UNCHANGED });

for (const [name, what, language, scheme, width] of PICTURES) {
  test(`${name} looks as it did`, async ({ browser, request }, info) => {
    const address = what.startsWith("/") ? what : (await single(request))[what as keyof Single];
    const context = await browser.newContext({ baseURL: UNCHANGED, colorScheme: scheme, locale: language, viewport: { width, height: width > 400 ? 900 : 844 } });
    const page = await context.newPage();
    // fonts that come too late the first time are there the second
    await page.goto(spoken(address, language));
    await page.reload();
    await page.evaluate(() => document.fonts.ready);
    if (what === "/quality") await page.evaluate(evened);
    // the footer has the program's version
    const shot = await page.screenshot({ animations: "disabled", caret: "hide", mask: [page.locator("body > footer")] });
    const bare = await context.newPage();
    const half = await bare.evaluate(halved, shot.toString("base64"));
    const file = `${FOLDER}/${name}.webp`;
    if (process.env.PICTURES === "keep") {
      await mkdir(FOLDER, { recursive: true });
      await writeFile(file, Buffer.from(half, "base64"));
    }
    const known = (await readFile(file)).toString("base64");
    const apart = await bare.evaluate(compared, { known, shot: shot.toString("base64"), differs: DIFFERS });
    if (apart > MOST) {
      await writeFile(info.outputPath(`${name}.webp`), Buffer.from(half, "base64"));
    }
    expect(apart, `the share of ${file} that differs; what it looks like now is in ${info.outputDir}`).toBeLessThanOrEqual(MOST);
    await context.close();
  });
}

/** Figures move with every training: what is compared is how they stand. Runs in the browser. */
function evened(): void {
  for (const cell of document.querySelectorAll("table.figures td")) cell.textContent = "0.500";
  for (const circle of document.querySelectorAll(".plot circle")) circle.remove();
  for (const day of document.querySelectorAll("p.about .code")) day.textContent = "2026-01-01";
}

/** A PNG at half its size, as WebP. Runs in the browser. */
async function halved(png: string): Promise<string> {
  const whole = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [whole.width >> 1, whole.height >> 1];
  const context = canvas.getContext("2d");
  if (context) context.imageSmoothingQuality = "high";
  context?.drawImage(whole, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", 0.9).replace(/^.*,/, "");
}

/** The share of pixels in which a PNG at half its size differs from a picture; all, where their sizes do. In the browser. */
async function compared({ known, shot, differs }: { known: string; shot: string; differs: number }): Promise<number> {
  const read = async (kind: string, bytes: string): Promise<ImageBitmap> =>
    createImageBitmap(await (await fetch(`data:image/${kind};base64,${bytes}`)).blob());
  const [before, now] = [await read("webp", known), await read("png", shot)];
  const [width, height] = [before.width, before.height];
  if (width !== now.width >> 1 || height !== now.height >> 1) return 1;
  const pixels = (image: ImageBitmap): Uint8ClampedArray => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no canvas");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };
  const [a, b] = [pixels(before), pixels(now)];
  let apart = 0;
  for (let at = 0; at < a.length; at += 4) {
    const far = (n: number): boolean => Math.abs((a[at + n] ?? 0) - (b[at + n] ?? 0)) > differs;
    if (far(0) || far(1) || far(2)) apart++;
  }
  return apart / (width * height);
}
