// node read.mjs FILE.epub [WIDTH,...]
// Opens an EPUB in epub.js, an engine of e-readers, in Chromium, and prints as JSON what is wrong with it:
//   [{width, scheme, documents, empty, lost, requests, messages, overflow}, ...]
// `documents` are the spine items that opened, `empty` those without anything to see, `lost` the entries of the contents and
// the links which, followed as a reader would, do not bring what they name onto the screen, `requests` all that was asked of a network, `messages` the errors that reached the console,
// `overflow` the documents that are wider than the screen. CHROMIUM names another browser.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { launch } from "./browser.mjs";

const [file, widths = "375,600,820"] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const scripts = ["jszip/dist/jszip.min.js", "epubjs/dist/epub.min.js"];
const engine = await Promise.all(scripts.map((name) => readFile(require.resolve(name), "utf8")));
const data = (await readFile(file)).toString("base64");

// The engine follows links only in a page that has a server; this one is never asked for, its page being given to the browser.
const READER = "http://reader.invalid/";
const PAGE = '<!DOCTYPE html><html><head><link rel="icon" href="data:,"></head><body style="margin: 0"><div id="area"></div></body></html>';

async function read(browser, width, scheme) {
  const page = await browser.newPage();
  const messages = [];
  const requests = [];
  page.on("console", (message) => message.type() === "error" && messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (request.url() === READER) return request.respond({ contentType: "text/html", body: PAGE });
    if (/^(https?|file|ftp):/.test(request.url())) requests.push(request.url());
    return request.continue();
  });
  await page.setViewport({ width, height: Math.round(width * 1.4) });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(READER);
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
  const entries = [];
  let links = 0;
  let shown;
  const display = rendition.display.bind(rendition);
  rendition.display = (target) => (shown = display(target)); // which the engine calls for a link that is followed
  for (const item of book.spine.spineItems) {
    await rendition.display(item.href);
    const opened = rendition.getContents()[0].document;
    documents.push(item.href);
    const picture = opened.querySelector("img, svg, image");
    if (!opened.body.textContent.trim() && !picture) empty.push(item.href);
    if (picture && picture.tagName === "img" && !picture.naturalWidth) lost.push(`${item.href}: a picture`);
    if (opened.documentElement.scrollWidth > width + 1) overflow.push(item.href);
  }

  // Whether the element that an address names, or the beginning of the document, is within what the screen shows.
  const isSeen = (address) => {
    const url = new URL(address, "http://x/");
    const section = book.spine.get(decodeURIComponent(url.pathname.slice(1)));
    const contents = rendition.getContents().find((each) => each.sectionIndex === section?.index);
    const id = decodeURIComponent(url.hash.slice(1));
    const target = id ? contents?.document.getElementById(id) : contents?.document.body;
    if (!target) return false;
    // Vertical lines are moved by this engine before it has laid them out, so that it opens the document somewhere else.
    if (contents.window.getComputedStyle(contents.document.documentElement).writingMode !== "horizontal-tb") return true;
    const frame = contents.window.frameElement.getBoundingClientRect();
    const screen = document.querySelector(".epub-container").getBoundingClientRect();
    const at = target.getBoundingClientRect();
    const within = (start, length, before, after) => start + length >= before - 1 && start <= after + 1;
    return (
      within(frame.top + at.top, id ? at.height : 0, screen.top, screen.bottom) &&
      within(frame.left + at.left, at.width, screen.left, screen.right)
    );
  };
  const refused = (error) => error.message; // as where the contents lead to a document that is not in the spine
  const walk = (some) => some.flatMap((entry) => [entry, ...walk(entry.subitems ?? [])]);
  for (const entry of walk(book.navigation.toc)) {
    entries.push(entry.href);
    const failed = await rendition.display(entry.href).then(() => "", refused);
    if (failed || !isSeen(entry.href)) lost.push(`contents: ${entry.href}${failed ? ` (${failed})` : ""}`);
  }
  for (const item of book.spine.spineItems) {
    await rendition.display(item.href);
    const found = () => [...rendition.getContents()[0].document.querySelectorAll("a[href]")];
    const addresses = found().map((link) => link.getAttribute("href"));
    for (const [number, address] of addresses.entries()) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(address)) continue;
      links += 1;
      await rendition.display(item.href);
      shown = undefined;
      found()[number].click();
      const failed = await shown?.then(() => "", refused);
      const target = new URL(address, `http://x/${item.href}`);
      if (failed !== "" || !isSeen(target.pathname + target.hash)) lost.push(`${item.href}: ${address}${failed ? ` (${failed})` : ""}`);
    }
  }
  return { documents, empty, lost, overflow, entries, links };
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
