// node narrow.mjs WIDTH,WIDTH,... FILE ...
// Opens pages and chapters of e-books in Chromium on screens of several widths, and prints as JSON what a reader cannot reach:
//   [[file, width, fault], ...]
// A document may not scroll sideways; every letter and every picture has to stand on the screen, or in a box of its own that
// scrolls to it. CHROMIUM names another browser.
import { atWidths } from "./browser.mjs";

// Runs in the page.
function inspect() {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - width;
  if (over > 0) faults.push(`scrolls sideways by ${over}`);

  // The box that a reader moves to see what stands beside it, or the screen; null if what sticks out of it is cut off.
  const frame = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { overflowX, position } = getComputedStyle(at);
      if (overflowX === "auto" || overflowX === "scroll") {
        const box = at.getBoundingClientRect();
        return { left: box.left - at.scrollLeft, right: box.left - at.scrollLeft + at.scrollWidth, box };
      }
      if (overflowX === "hidden" || overflowX === "clip") return { left: at.getBoundingClientRect().left, right: at.getBoundingClientRect().right };
    }
    return { left: 0, right: width };
  };
  // What only listeners are told is a pixel wide.
  const hidden = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.visibility === "hidden" || style.clipPath !== "none" || style.clip !== "auto" || style.position === "fixed") return true;
    }
    return false;
  };
  const check = (element, boxes, what) => {
    const seen = boxes.filter((box) => box.width > 1 && box.height > 1);
    if (!seen.length || hidden(element)) return;
    const { left, right, box: own } = frame(element);
    const out = seen.find((box) => box.left < left - 1 || box.right > right + 1);
    if (out) faults.push(`${what} at ${Math.round(out.left)} to ${Math.round(out.right)} is outside ${Math.round(left)} to ${Math.round(right)}`);
    if (own && (own.left < -1 || own.right > width + 1)) faults.push(`the box of ${what} is wider than the screen`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    check(text.parentElement, [...range.getClientRects()], text.data.trim().slice(0, 40));
  }
  for (const picture of document.querySelectorAll("img, svg")) check(picture, [picture.getBoundingClientRect()], `<${picture.localName}>`);
  return faults;
}

const [widths, ...files] = process.argv.slice(2);
const all = await atWidths(files, widths.split(",").map(Number), inspect);
console.log(JSON.stringify(all.flatMap(({ file, width, seen }) => seen.map((fault) => [file, width, fault])), null, 2));
