// node check.mjs FILE.html [WIDTH,WIDTH,... [PRINTED.pdf]]
// Opens a page in Chromium at several widths, light and dark, and prints as JSON what is wrong with it:
//   [{width, scheme, violations, messages, requests, overflow, lost, faint, foreign, measure}, ...]
// `violations` are those of axe-core, `messages` all that reached the console, `requests` all that was asked for besides
// the page itself, `overflow` by how many pixels the page is wider than the window, `lost` the links to places that are not
// there, `faint` texts with a contrast below 7:1, `foreign` those shown in fonts that are not the page's own, `measure` how
// many characters a full line of the longest paragraph has. All but the violations is seen with JavaScript off.
// With a third argument the page is printed into that file. CHROMIUM names another browser.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const [file, widths = "360,768,1440", printed] = process.argv.slice(2);
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
  await page.setJavaScriptEnabled(false);
  await page.goto(address, { waitUntil: "load" });
  const seen = await page.evaluate(inspect);
  const foreign = await foreignFonts(page);
  await page.setJavaScriptEnabled(true);
  await page.reload({ waitUntil: "load" });
  await page.evaluate(axe); // through the debugger, so that no policy of the page forbids it
  const found = await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ["violations"] }));
  const violations = found.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 300)),
  }));
  await page.close();
  return { width, scheme, violations, messages, requests, ...seen, foreign };
}

// Runs in the page.
function inspect() {
  const shown = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  };
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim() || !shown(text).length) continue;
    const [a, b] = [getComputedStyle(text.parentElement).color, ground(text.parentElement)].map(luminance);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 7) faint.push(`${ratio.toFixed(2)}: ${text.data.trim().slice(0, 60)}`);
  }
  const lost = [...document.querySelectorAll('a[href^="#"]')]
    .map((link) => decodeURIComponent(link.hash.slice(1)))
    .filter((name) => !document.getElementById(name)?.getClientRects().length);
  const longest = [...document.querySelectorAll("section > p")].sort((a, b) => b.textContent.length - a.textContent.length)[0];
  const texts = longest ? [...longest.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE) : [];
  const letters = texts.reduce((sum, text) => sum + text.data.length, 0);
  const ink = texts.flatMap(shown).reduce((sum, box) => sum + box.width, 0);
  return {
    overflow: Math.max(document.documentElement.scrollWidth - window.innerWidth, 0),
    lost,
    faint,
    measure: ink ? (letters * longest.clientWidth) / ink : null,
  };
}

async function foreignFonts(page) {
  const session = await page.createCDPSession();
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "body *" });
  const found = new Set();
  for (const nodeId of nodeIds) {
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    for (const font of fonts) if (!font.isCustomFont) found.add(font.familyName);
  }
  return [...found].sort();
}

const browser = await launch();
try {
  const results = [];
  for (const width of widths.split(",").map(Number)) {
    for (const scheme of ["light", "dark"]) results.push(await look(browser, width, scheme));
  }
  if (printed) {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(address, { waitUntil: "load" });
    await page.pdf({ path: printed, format: "A4" });
  }
  console.log(JSON.stringify(results, null, 2));
} finally {
  await browser.close();
}
