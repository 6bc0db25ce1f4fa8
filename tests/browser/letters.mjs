// node letters.mjs WIDTH,WIDTH,... FILE...
// Opens pages in Chromium at several widths and prints as JSON what they show, as a PDF of one long page:
// [{file, width, pdf: BASE64}, ...]. In it the marks of lists have places, of which no script can be told.
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const [widths, ...files] = process.argv.slice(2);
const browser = await launch();
try {
  const all = [];
  const page = await browser.newPage();
  await page.emulateMediaType("screen");
  for (const file of files) {
    for (const width of widths.split(",").map(Number)) {
      await page.setViewport({ width, height: 900 });
      await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
      const height = await page.evaluate(() => Math.ceil(document.documentElement.scrollHeight) + 200);
      const pdf = await page.pdf({ width: `${width}px`, height: `${height}px`, tagged: false });
      all.push({ file, width, pdf: Buffer.from(pdf).toString("base64") });
    }
  }
  console.log(JSON.stringify(all));
} finally {
  await browser.close();
}
