// node check.mjs FILE.html [WIDTH,WIDTH,...]
// Opens a page in Chromium at several widths, light and dark, and prints as JSON what is wrong with it:
//   [{width, scheme, violations, messages, requests, overflow}, ...]
// `violations` are those of axe-core, `messages` all that reached the console, `requests` all that was asked for besides
// the page itself, `overflow` by how many pixels the page is wider than the window. CHROMIUM names another browser.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [file, widths = "360,768,1440"] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function look(browser, width, scheme) {
  const page = await browser.newPage();
  const messages = [];
  const requests = [];
  page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => messages.push(`error: ${error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith("data:")) requests.push(url);
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address, { waitUntil: "load" });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.evaluate(axe); // through the debugger, so that no policy of the page forbids it
  const found = await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ["violations"] }));
  const violations = found.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 300)),
  }));
  await page.close();
  return { width, scheme, violations, messages, requests, overflow: Math.max(overflow, 0) };
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const results = [];
  for (const width of widths.split(",").map(Number)) {
    for (const scheme of ["light", "dark"]) results.push(await look(browser, width, scheme));
  }
  console.log(JSON.stringify(results, null, 2));
} finally {
  await browser.close();
}
