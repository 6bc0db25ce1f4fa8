// node notes.mjs WIDTH,WIDTH,... FILE...
// Opens pages in Chromium at several widths and prints as JSON the numbers of notes that are torn from what stands before
// them: [{file, width, calls, torn: ["last words|number", ...]}, ...]
import { atWidths } from "./browser.mjs";

const [widths, ...files] = process.argv.slice(2);

// Runs in the page.
function inspect() {
  const torn = [];
  const calls = [...document.querySelectorAll("sup > a")];
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) if (text.data.trim()) texts.push(text);
  for (const call of calls) {
    const own = call.firstChild;
    const before = texts[texts.indexOf(own) - 1];
    const range = document.createRange();
    const end = before.data.trimEnd().length;
    range.setStart(before, end - 1);
    range.setEnd(before, end);
    const letter = [...range.getClientRects()].at(-1);
    const number = call.getClientRects()[0];
    if (number.top >= letter.bottom || number.bottom <= letter.top) torn.push(`${before.data.slice(-20)}|${own.data}`);
  }
  return { calls: calls.length, torn };
}

const all = await atWidths(files, widths.split(",").map(Number), inspect, { scripts: false });
console.log(JSON.stringify(all.map(({ file, width, seen }) => ({ file, width, ...seen })), null, 2));
