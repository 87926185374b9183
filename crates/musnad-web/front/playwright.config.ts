import { defineConfig } from "@playwright/test";

const PORT = 7399;
// where nothing is changed (`UNCHANGED` in tests/addresses.ts)
const UNCHANGED = 7398;
const FOLDER = "node_modules/.unchanged";
const MUSNAD = process.env.MUSNAD ?? "../../../target/debug/musnad";

const server = (port: number, before: string, archive: string) => ({
  command: `${before} exec ${MUSNAD} serve --port ${port} ${archive}`,
  env: { MUSNAD_KNOWLEDGE: "none" },
  url: `http://localhost:${port}/`,
  // without optimisation they read for a while
  timeout: 240_000,
  reuseExistingServer: false,
});

// The made-up stories as they were read on one day: pictures of them stay the same when rules read better. To make it
// anew, gzip the archive.sqlite of a running `musnad serve` (in the folder that it has among temporary files).
const unpacked = [
  `rm -rf ${FOLDER} && mkdir -p ${FOLDER}/none && gzip -dc tests/archive.sqlite.gz > ${FOLDER}/archive.sqlite`,
  // takes in nothing, and makes the index
  `${MUSNAD} ingest --quiet --archive ${FOLDER} ${FOLDER}/none &&`,
].join(" && ");

// The real program over its made-up stories, in Debian's Chromium.
export default defineConfig({
  testDir: "tests",
  timeout: 180_000,
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  reporter: "line",
  use: {
    baseURL: `http://localhost:${PORT}`,
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
  },
  webServer: [server(PORT, "", ""), server(UNCHANGED, unpacked, `--archive ${FOLDER}`)],
});
