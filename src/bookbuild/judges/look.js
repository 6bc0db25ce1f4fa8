"use strict";
/* Tells which words of some documents a browser shows. It runs in a page of its own, beside the documents in a frame that
   runs nothing; `DOCUMENTS` and `WIDTHS` are put before it, and what it says replaces the page. */

const MOST = 200; // findings; more would only say that all is lost
const APART = 1.2; // colours with less contrast look the same
const POINTS = 3; // of each run of words
const HEIGHT = 900;
const BLOCKS = "p,li,dd,dt,td,th,h1,h2,h3,h4,h5,h6,pre,figcaption,caption,blockquote,div,section,aside,body";

const parts = (text) => (text.match(/[\d.]+/g) || ["0", "0", "0", "0"]).map(Number);

function colour(text) {
  const [red, green, blue, alpha = 1] = parts(text);
  return { red, green, blue, alpha };
}

function luminance(colour) {
  const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * part(colour.red) + 0.7152 * part(colour.green) + 0.0722 * part(colour.blue);
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/* What lies behind an element; null where that is a picture. */
function ground(element, view) {
  for (let each = element; each; each = each.parentElement) {
    const style = view.getComputedStyle(each);
    if (style.backgroundImage !== "none") return null;
    const behind = colour(style.backgroundColor);
    if (style.backgroundColor.startsWith("rgb") && behind.alpha > 0.5) return behind;
  }
  return { red: 255, green: 255, blue: 255, alpha: 1 };
}

function style_hides(element, view) {
  const style = view.getComputedStyle(element);
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }))
    return "it is not displayed";
  let opacity = 1;
  for (let each = element; each; each = each.parentElement) {
    const around = view.getComputedStyle(each);
    opacity *= Number(around.opacity);
    if (around.maskImage && around.maskImage !== "none") return "it is masked";
    if (/(opacity|brightness|contrast)\(0|blur\(([4-9]|\d\d)/.test(around.filter)) return "it is filtered away";
    if (around.contentVisibility === "hidden") return "it is not displayed";
  }
  if (opacity < 0.1) return "it is transparent";
  if (parseFloat(style.fontSize) < 2) return "its letters are too small";
  if (style.webkitTextSecurity && style.webkitTextSecurity !== "none") return "its letters are shown as discs";
  const ink = style.webkitTextFillColor || style.color;
  if (!ink.startsWith("rgb")) return "";
  if (colour(ink).alpha < 0.1 && style.webkitBackgroundClip !== "text") return "it has no colour";
  const behind = ground(element, view);
  return behind && contrast(colour(ink), behind) < APART ? "it has the colour of what lies behind it" : "";
}

/* Whether a reader can scroll a box in which a point lies to bring it into sight. */
function scrolls(element, view) {
  for (let each = element; each && each !== each.ownerDocument.body; each = each.parentElement) {
    const style = view.getComputedStyle(each);
    const may = (value) => value === "auto" || value === "scroll";
    if (may(style.overflowX) && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 20) return true;
    if (may(style.overflowY) && each.scrollHeight > each.clientHeight + 1 && each.clientHeight > 20) return true;
  }
  return false;
}

/* Whether what lies above an element hides it; of what is around it that can only be what a sheet adds. */
function covers(above, element, view) {
  const opaque = (style) => style.backgroundColor.startsWith("rgb") && colour(style.backgroundColor).alpha > 0.5;
  if (above.contains(element))
    return ["::before", "::after"].some((piece) => {
      const style = view.getComputedStyle(above, piece);
      return style.content !== "none" && opaque(style);
    });
  return above.localName === "img" || opaque(view.getComputedStyle(above));
}

/* Some words of a text, as boxes: the first, the last and what is between. */
function boxes_of(node, document) {
  const words = [...node.data.matchAll(/\S+/g)];
  const step = Math.max(1, Math.ceil((words.length - 1) / (POINTS - 1)));
  const some = words.filter((_, index) => index % step === 0 || index === words.length - 1);
  return some.map((word) => {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    return [...range.getClientRects()].find((box) => box.width > 0.5 && box.height > 1.5);
  });
}

function place_hides(node, element, view) {
  const boxes = boxes_of(node, element.ownerDocument), left = view.scrollX, top = view.scrollY;
  if (boxes.includes(undefined)) return "it takes no room";
  const style = view.getComputedStyle(element);
  if (style.display === "contents" || style.pointerEvents === "none" || scrolls(element, view)) return "";
  for (const box of boxes) {
    const x = box.left + left + box.width / 2, y = box.top + top + box.height / 2;
    if (x < 0 || y < 0) return "it stands off the screen";
    if (y < view.scrollY + 5 || y > view.scrollY + HEIGHT - 20 || x < view.scrollX || x > view.scrollX + view.innerWidth - 1)
      view.scrollTo(Math.max(0, x - view.innerWidth + 40), Math.max(0, y - 200));
    const there = element.ownerDocument.elementsFromPoint(x - view.scrollX, y - view.scrollY);
    if (!there.length) return "it stands off the screen";
    const own = there.findIndex((each) => element.contains(each));
    if (own < 0) return "it is cut off";
    if (there.slice(0, own).some((each) => covers(each, element, view))) return "something covers it";
  }
  return "";
}

/* What is told in another way where it is not shown: the heads of tables before cells, what a click opens. */
function is_told_otherwise(element) {
  const head = element.closest("thead");
  if (head && head.parentElement.querySelector("[data-label]")) return true;
  const closed = element.closest("details:not([open])");
  return (closed && closed.querySelector(":scope > summary") && !element.closest("summary")) || element.closest("math,svg,nav");
}

function look(document, view, name, width, findings) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && findings.length < MOST; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || is_told_otherwise(element)) continue;
    const why = style_hides(element, view) || place_hides(node, element, view);
    if (!why) continue;
    const block = element.closest(BLOCKS) || document.body;
    const around = block.textContent.length < 5000 ? block.textContent : "";
    findings.push({ file: name, width, words: node.data.slice(0, 500), passage: around, why });
  }
  return findings.length;
}

async function all() {
  const findings = [];
  let seen = 0;
  for (const width of WIDTHS)
    for (const name of DOCUMENTS) {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-same-origin");
      frame.style.cssText = `width: ${width}px; height: ${HEIGHT}px; border: 0`;
      const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
      frame.src = name;
      document.body.append(frame);
      await loaded;
      if (frame.contentDocument && frame.contentDocument.body) {
        seen += 1;
        look(frame.contentDocument, frame.contentWindow, name, width, findings);
      }
      frame.remove();
    }
  document.body.textContent = JSON.stringify({ seen, findings });
  document.title = "looked";
}

all().catch((error) => {
  document.body.textContent = JSON.stringify({ seen: 0, findings: [], failure: String(error) });
});
