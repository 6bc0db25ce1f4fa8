// node beside.mjs WIDTH,WIDTH,... FILE ...
// Opens pages in Chromium at several widths and prints as JSON how text flows round figures on a side of it:
//   [{file, width, over, figures: [{side, lines, room}, ...]}, ...]
// `over` is by how much the page scrolls sideways, `lines` how many lines of text stand beside the figure, and `room` how many
// em there are for them.
import { atWidths } from "./browser.mjs";

const [widths, ...files] = process.argv.slice(2);

// Runs in the page.
function inspect() {
  const lines = [];
  for (const paragraph of document.querySelectorAll("p")) {
    const range = document.createRange();
    range.selectNodeContents(paragraph);
    lines.push(...range.getClientRects());
  }
  const figures = [...document.querySelectorAll(".left, .right")].map((figure) => {
    const box = figure.getBoundingClientRect();
    const around = figure.parentElement.getBoundingClientRect();
    const beside = lines.filter((line) => line.top >= box.top - 1 && line.bottom <= box.bottom && (line.left >= box.right || line.right <= box.left));
    const em = parseFloat(getComputedStyle(document.body).fontSize);
    return { side: figure.classList.contains("left") ? "left" : "right", lines: beside.length, room: (around.width - box.width) / em };
  });
  return { over: document.documentElement.scrollWidth - document.documentElement.clientWidth, figures };
}

const all = await atWidths(files, widths.split(",").map(Number), inspect);
console.log(JSON.stringify(all.map(({ file, width, seen }) => ({ file, width, ...seen })), null, 2));
