// node tables.mjs FILE ...
// Opens pages in Chromium as wide as phones and tablets, and prints as JSON what of their tables a reader would not see:
//   [{file, width, overflow, cut, stuck}, ...]
// `overflow` is by how many pixels the page is wider than the window, `cut` are words that stand outside of the window, but
// for those in a box that scrolls, and `stuck` such boxes that the keyboard does not reach.
import { atWidths } from "./browser.mjs";

// Runs in the page.
function inspect() {
  const scrolls = (element) => {
    for (let at = element; at; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const hidden = (element) => element.closest("thead") && getComputedStyle(element.closest("thead")).position === "absolute";
  const cut = [];
  for (const cell of document.querySelectorAll("th, td, caption, figcaption")) {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const outside = [...range.getClientRects()].some((box) => box.right > innerWidth + 1 || box.left < -1);
    if (outside && !scrolls(cell) && !hidden(cell)) cut.push(cell.textContent.slice(0, 40));
  }
  const stuck = [...document.querySelectorAll("table")]
    .map((table) => table.parentElement)
    .filter((box) => box.scrollWidth > box.clientWidth && scrolls(box) && box.tabIndex < 0)
    .map((box) => box.className);
  return { overflow: Math.max(document.documentElement.scrollWidth - window.innerWidth, 0), cut, stuck };
}

const all = await atWidths(process.argv.slice(2), [320, 375, 768], inspect);
console.log(JSON.stringify(all.map(({ file, width, seen }) => ({ file, width, ...seen })), null, 2));
