import { defineConfig } from "@playwright/test";

const PORT = 7399;
// where nothing is changed (`UNCHANGED` in tests/addresses.ts)
const UNCHANGED = 7398;

const server = (port: number) => ({
  command: `${process.env.MUSNAD ?? "../../../target/debug/musnad"} serve --port ${port}`,
  env: { MUSNAD_KNOWLEDGE: "none" },
  url: `http://localhost:${port}/`,
  timeout: 120_000,
  reuseExistingServer: false,
});

// The real program over its made-up stories, in Debian's Chromium.
export default defineConfig({
  testDir: "tests",
  timeout: 60_000,
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  reporter: "line",
  use: {
    baseURL: `http://localhost:${PORT}`,
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
  },
  webServer: [server(PORT), server(UNCHANGED)],
});
