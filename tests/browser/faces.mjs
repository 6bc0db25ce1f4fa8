// node faces.mjs FILE ...
// Opens documents in Chromium by day and at night and prints as JSON, for each, [{file, scheme, texts: [[tag, class, family,
// colour], ...]}, ...]: each kind of element that holds words, with the first family that its style names and its colour.
// CHROMIUM names another browser.
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

// Runs in the page.
function inspect() {
  const seen = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const style = getComputedStyle(element);
    if (style.display === "none" || !element.getClientRects().length) continue;
    const around = [];
    for (let at = element; at && at !== document.body; at = at.parentElement) around.push(at.getAttribute("class") ?? at.localName);
    const text = [element.localName, around.join(" "), style.fontFamily.split(",")[0].replaceAll('"', ""), style.color];
    seen.set(JSON.stringify(text), text);
  }
  return [...seen.values()];
}

const browser = await launch();
try {
  const found = [];
  const page = await browser.newPage();
  for (const file of process.argv.slice(2)) {
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(pathToFileURL(file).href);
      found.push({ file: file.split("/").pop(), scheme, texts: await page.evaluate(inspect) });
    }
  }
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
