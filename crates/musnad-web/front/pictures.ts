// The pictures of README and docs: `npm run pictures`, with the program over its made-up stories on port 7373.

import { chromium } from "@playwright/test";

const HERE = "http://localhost:7373";
const FOLDER = "../../../docs/pictures";

/** Name, address, language, scheme, width. */
const PICTURES: [string, string, "ar" | "en", "light" | "dark", number][] = [
  ["story-ar", "STORY", "ar", "light", 1280],
  ["story-en-dark", "STORY", "en", "dark", 1280],
  ["document-ar", "DOCUMENT", "ar", "light", 1280],
  ["events-ar", "/events", "ar", "light", 1280],
  ["events-en", "/events?type=ASSAULT", "en", "light", 1280],
  ["review-ar", "/review", "ar", "light", 1280],
  ["rules-en", "/rules?type=threaten&try=%D9%87%D8%AF%D8%AF+%D9%82%D8%A7%D8%A6%D8%AF+%D8%A7%D9%84%D9%81%D8%B5%D9%8A%D9%84+%D8%A7%D9%84%D8%AD%D9%83%D9%88%D9%85%D8%A9", "en", "light", 1280],
  ["story-phone-ar", "STORY", "ar", "light", 390],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const stories = (await (await fetch(`${HERE}/stories.json`)).json()) as { id: string; documents: { document: string }[] }[];
const story = stories[0];
if (!story) throw new Error("no story");
for (const [name, address, language, scheme, width] of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height: width > 400 ? 860 : 844 }, colorScheme: scheme });
  const at = address.replace("STORY", `/stories/${story.id}`).replace("DOCUMENT", `/documents/${story.documents[0]?.document}`);
  await page.goto(`${HERE}${at}${at.includes("?") ? "&" : "?"}lang=${language}`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${FOLDER}/${name}.jpg`, type: "jpeg", quality: 72 });
  await page.close();
}
await browser.close();
