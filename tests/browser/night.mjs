// node night.mjs FILE.xhtml ...
// Opens documents of an unpacked EPUB in Chromium as e-readers show them at night, on sepia and by day, the colours being set
// from outside, and prints as JSON [[file, mode, fault], ...]: text and rules that do not stand out from what is behind them,
// grounds that stay as they were, and pictures that let the ground through. CHROMIUM names another browser.
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const MODES = {
  night: { ground: [0, 0, 0], text: "#c8c8c8", link: "#8ab4f8" },
  grey: { ground: [43, 43, 43], text: "#d8d8d8", link: "#9ec1fa" },
  sepia: { ground: [244, 236, 216], text: "#5b4636", link: "#3f3f9f" },
  day: { ground: [255, 255, 255], text: "#111111", link: "#0000ee" },
  // Nothing set but what the system asks for: the browser's own dark ground, text and links.
  dark: { ground: [18, 18, 18], scheme: "dark" },
};

// Runs in the page.
function inspect(ground) {
  const faults = [];
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const isClear = (colour) => colour === "transparent" || numbers(colour)[3] === 0;
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const told = (element) => `<${element.localName} class="${element.getAttribute("class") ?? ""}">`;
  const check = (element, what, colour, least) => {
    if (isClear(colour)) return;
    const found = contrast(numbers(colour), ground);
    if (found < least) faults.push(`${what} of ${told(element)}: ${found.toFixed(2)}`);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const clear = isClear(style.backgroundColor);
    if (element.localName === "img") {
      if (clear) faults.push(`${told(element)} lets the ground through`);
      continue;
    }
    if (!clear || style.backgroundImage !== "none") faults.push(`${told(element)} has a ground of its own`);
    if ([...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) check(element, "text", style.color, 4.5);
    for (const piece of ["", "::before", "::after", "::marker"]) {
      const own = getComputedStyle(element, piece || null);
      if (piece === "::marker" && style.display !== "list-item") continue;
      if (piece && own.content !== "none") check(element, `text ${piece}`, own.color, 4.5);
      if (piece === "::marker" || (piece && own.content === "none")) continue;
      for (const side of ["Top", "Right", "Bottom", "Left"]) {
        if (own[`border${side}Style`] !== "none" && parseFloat(own[`border${side}Width`]) > 0) {
          check(element, `border ${piece}`, own[`border${side}Color`], 3);
        }
      }
    }
  }
  return faults;
}

const browser = await launch();
try {
  const found = [];
  const page = await browser.newPage();
  for (const file of process.argv.slice(2)) {
    for (const [name, { ground, text, link, scheme }] of Object.entries(MODES)) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme ?? "light" }]);
      await page.goto(pathToFileURL(file).href);
      const set = `html, body { background: rgb(${ground}) !important; color: ${text} !important } a { color: ${link} }`;
      await page.addStyleTag({ content: scheme ? `html { color-scheme: ${scheme} }` : set });
      for (const fault of await page.evaluate(inspect, ground)) found.push([file.split("/").pop(), name, fault]);
    }
  }
  console.log(JSON.stringify(found, null, 2));
} finally {
  await browser.close();
}
