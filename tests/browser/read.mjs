// node read.mjs FILE.epub [WIDTH,...]
// Opens an EPUB in epub.js, an engine of e-readers, in Chromium, and prints as JSON what is wrong with it:
//   [{width, scheme, documents, empty, lost, requests, messages, overflow}, ...]
// `documents` are the spine items that opened, `empty` those without anything to see, `lost` the entries of the contents and
// the links that lead to no place, `requests` all that was asked of a network, `messages` the errors that reached the console,
// `overflow` the documents that are wider than the screen. CHROMIUM names another browser.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { launch } from "./browser.mjs";

const [file, widths = "375,600,820"] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const scripts = ["jszip/dist/jszip.min.js", "epubjs/dist/epub.min.js"];
const engine = await Promise.all(scripts.map((name) => readFile(require.resolve(name), "utf8")));
const data = (await readFile(file)).toString("base64");

async function read(browser, width, scheme) {
  const page = await browser.newPage();
  const messages = [];
  const requests = [];
  page.on("console", (message) => message.type() === "error" && messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  page.on("request", (request) => /^(https?|file|ftp):/.test(request.url()) && requests.push(request.url()));
  await page.setViewport({ width, height: Math.round(width * 1.4) });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setContent('<!DOCTYPE html><html><body style="margin: 0"><div id="area"></div></body></html>');
  for (const script of engine) await page.addScriptTag({ content: script });
  const found = await page.evaluate(inspect, data, width);
  await page.close();
  // Readers forbid scripts in books; that the engine says so is no fault of a book, which has none.
  const said = messages.filter((message) => !message.startsWith("Blocked script execution"));
  return { width, scheme, ...found, requests, messages: said };
}

// Runs in the page.
async function inspect(base64, width) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const book = window.ePub(bytes.buffer);
  await book.ready;
  const rendition = book.renderTo("area", { width, height: 800, flow: "scrolled-doc" });
  const documents = [];
  const empty = [];
  const overflow = [];
  const lost = [];
  const ids = new Map();
  const links = [];
  for (const item of book.spine.spineItems) {
    await rendition.display(item.href);
    const shown = rendition.getContents()[0].document;
    documents.push(item.href);
    const picture = shown.querySelector("img, svg, image");
    if (!shown.body.textContent.trim() && !picture) empty.push(item.href);
    if (picture && picture.tagName === "img" && !picture.naturalWidth) lost.push(`${item.href}: a picture`);
    if (shown.documentElement.scrollWidth > width + 1) overflow.push(item.href);
    const source = await item.load(book.load.bind(book));
    ids.set(item.href, new Set([...source.querySelectorAll("[id]")].map((element) => element.id)));
    for (const link of source.querySelectorAll("a[href]")) {
      const address = link.getAttribute("href");
      if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) links.push([item.href, new URL(address, `http://x/${item.href}`)]);
    }
  }
  const leadsSomewhere = (path, id) => ids.has(path) && (!id || ids.get(path).has(id));
  const check = (from, url) => {
    const path = decodeURIComponent(url.pathname.slice(1));
    const id = decodeURIComponent(url.hash.slice(1));
    if (!leadsSomewhere(path, id)) lost.push(`${from}: ${path}#${id}`);
  };
  for (const [from, url] of links) check(from, url);
  const walk = (entries) => {
    for (const entry of entries) {
      check("contents", new URL(entry.href, "http://x/"));
      walk(entry.subitems ?? []);
    }
  };
  walk(book.navigation.toc);
  for (const entry of book.navigation.toc) await rendition.display(entry.href);
  return { documents, empty, lost, overflow, entries: book.navigation.toc.length, links: links.length };
}

const browser = await launch();
try {
  const results = [];
  for (const width of widths.split(",").map(Number)) {
    for (const scheme of ["light", "dark"]) results.push(await read(browser, width, scheme));
  }
  console.log(JSON.stringify(results, null, 2));
} finally {
  await browser.close();
}
