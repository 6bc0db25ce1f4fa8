// Debian's Chromium, or the browser that CHROMIUM names, without a window and without requests of its own.
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

export const launch = () =>
  puppeteer.launch({
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

// What a function that runs in the page sees in each file at each width of the window: [{file, width, seen}, ...]
export async function atWidths(files, widths, inspect, { scripts = true } = {}) {
  const browser = await launch();
  try {
    const all = [];
    for (const file of files) {
      const page = await browser.newPage();
      await page.setJavaScriptEnabled(scripts);
      for (const width of widths) {
        await page.setViewport({ width, height: 900 });
        await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
        all.push({ file, width, seen: await page.evaluate(inspect) });
      }
      await page.close();
    }
    return all;
  } finally {
    await browser.close();
  }
}
