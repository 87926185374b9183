// A map that is moved: by keyboard, by mouse, by its buttons; its circles stay links.

import { expect, test, type Page } from "@playwright/test";

const view = async (page: Page): Promise<number[]> =>
  ((await page.locator("figure.map svg").getAttribute("viewBox")) ?? "").split(" ").map(Number);

test("a map is looked at nearer and moved, and comes back", async ({ page }) => {
  await page.goto("/places?lang=ar");
  const map = page.locator("figure.map svg");
  const first = await view(page);
  const size = async (): Promise<number> => (await page.locator("circle.spot").first().boundingBox())?.width ?? 0;
  const circle = await size();
  await map.focus();
  await page.keyboard.press("+");
  const near = await view(page);
  expect(near[2]).toBeLessThan(first[2] ?? 0);
  expect(Math.abs((await size()) - circle), "a circle keeps its size").toBeLessThan(1);
  await page.keyboard.press("ArrowRight");
  expect((await view(page))[0]).toBeGreaterThan(near[0] ?? 0);
  await page.keyboard.press("0");
  expect(await view(page)).toEqual(first);
  await page.getByRole("button", { name: "تقريب" }).click();
  expect((await view(page))[2]).toBeCloseTo(near[2] ?? 0, 3);
  await page.getByRole("button", { name: "الخريطة كلها" }).click();
  const box = await map.boundingBox();
  if (!box) throw new Error("no map");
  // from a circle too: what is dragged is not followed
  const spot = await page.locator("circle.spot").first().boundingBox();
  const from = spot ? { x: spot.x + spot.width / 2, y: spot.y + spot.height / 2 } : { x: box.x + 50, y: box.y + 50 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 20, { steps: 6 });
  await page.mouse.up();
  expect((await view(page))[0]).toBeLessThan(first[0] ?? 0);
  await expect(page).toHaveURL(/\/places/);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await expect.poll(async () => (await view(page))[2]).toBeLessThan(first[2] ?? 0);
  await page.locator("figure.map a").last().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/(?:events|places\/)/);
});
