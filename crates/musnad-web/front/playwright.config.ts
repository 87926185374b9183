import { defineConfig } from "@playwright/test";

const PORT = 7399;

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
  webServer: {
    command: `${process.env.MUSNAD ?? "../../../target/debug/musnad"} serve --port ${PORT}`,
    env: { MUSNAD_KNOWLEDGE: "none" },
    url: `http://localhost:${PORT}/`,
    timeout: 120_000,
    reuseExistingServer: false,
  },
});
