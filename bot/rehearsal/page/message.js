/** One message as a bubble: who, what it answers, picture, file, text, reactions, and its buttons. */

import { clone, fill, hue, initial, say, slot } from "./dom.js";
import { dayWords, split } from "./dates.js";

/** What a message says in one line, for lists, quotes and the pinned bar. */
export function oneLine(message) {
  if (message.text) return message.text.split("\n", 1)[0];
  if (message.document) return say("file", { name: message.document.name });
  return message.photo ? say("picture") : (message.service ?? "");
}

/** Messages with a line for each new day; every entry knows what its drawing depends on. */
export function entries(messages, { me, today, inGroup }) {
  const byNumber = new Map(messages.map((message) => [message.id, message]));
  const list = [];
  let day = "";
  let before = null;
  for (const message of messages) {
    const moment = split(message.date);
    if (moment.day !== day) list.push({ key: `day-${moment.day}`, day: dayWords(moment.day, today) });
    const follows = moment.day === day && before && !before.service && before.from?.id === message.from?.id;
    list.push({
      key: message.id, message, time: moment.time, follows: Boolean(follows), inGroup,
      mine: String(message.from?.id) === String(me), quote: quoteOf(message, byNumber),
    });
    day = moment.day;
    before = message;
  }
  return list;
}

function quoteOf({ reply_to: number }, byNumber) {
  if (!number) return null;
  const quoted = byNumber.get(number);
  return { id: number, from: quoted?.from?.name ?? "", line: quoted ? oneLine(quoted) : say("quoted") };
}

/** Build the list item of one entry. */
export function draw(entry) {
  if (entry.day) return fill(clone("day"), { day: entry.day });
  if (entry.message.service) return fill(clone("service"), { service: entry.message.service });
  const { message, mine, inGroup, follows } = entry;
  const item = clone("message");
  item.classList.add(mine ? "mine" : "theirs");
  item.classList.toggle("follows", follows);
  item.classList.toggle("in-group", inGroup);
  item.dataset.hue = hue(message.from?.id ?? "");
  fill(item, {
    initial: initial(message.from?.name ?? ""),
    from: inGroup && !mine && !follows ? fromWords(message.from) : null,
    time: entry.time,
    reactions: reactionWords(message.reactions),
  });
  item.querySelector("article").setAttribute("aria-label", `${fromWords(message.from)} ${entry.time}`);
  slot(item, "edited").hidden = !message.edited;
  slot(item, "pinned").hidden = !message.pinned;
  drawQuote(item, entry.quote);
  drawPhoto(item, message);
  drawDocument(item, message.document);
  drawHtml(item, message);
  drawKeys(item.querySelector(".keys"), message.buttons ?? []);
  for (const unused of item.querySelectorAll("[hidden]")) unused.remove();
  return item;
}

const fromWords = (from) => (from?.bot ? `${from.name} · ${say("bot")}` : (from?.name ?? ""));

function reactionWords(emoji) {
  if (!emoji?.length) return null;
  const kinds = [...new Set(emoji)].map((kind) => [kind, emoji.filter((one) => one === kind).length]);
  return say("reactions", { list: kinds.map(([kind, count]) => (count > 1 ? `${kind} ${count}` : kind)).join("  ") });
}

function drawQuote(item, quote) {
  const button = item.querySelector(".quote");
  button.hidden = !quote;
  if (quote) fill(button, { "quote-from": quote.from, quote: quote.line }).dataset.to = quote.id;
}

function drawPhoto(item, { photo, text }) {
  const button = item.querySelector(".photo");
  button.hidden = !photo;
  if (!photo) return;
  button.firstElementChild.src = photo;
  button.dataset.caption = text ?? "";
}

function drawDocument(item, file) {
  const link = item.querySelector(".document");
  link.hidden = !file;
  if (!file) return;
  fill(link, { "file-name": file.name, "file-size": say("download", { size: sizeWords(file.size) }) });
  link.href = file.url;
  link.download = file.name;
}

/** Bytes as people read them. */
export function sizeWords(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** The only place where markup is taken as markup: the stage renders it from entities, escaped. Commands and spoilers become buttons. */
function drawHtml(item, { html }) {
  const place = slot(item, "html");
  place.innerHTML = html ?? "";
  place.hidden = !html;
  for (const span of place.querySelectorAll(".spoiler, .command")) span.replaceWith(asButton(span));
}

function asButton(span) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = span.className;
  button.append(...span.childNodes);
  return button;
}

function drawKeys(keys, rows) {
  keys.hidden = rows.length === 0;
  rows.forEach((row, rowAt) => {
    const line = document.createElement("div");
    line.className = "key-row";
    line.append(...row.map((button, colAt) => key(button, [rowAt, colAt])));
    keys.append(line);
  });
}

function key({ text, url, start, style }, at) {
  const isLink = Boolean(url) && typeof start !== "string";
  const node = document.createElement(isLink ? "a" : "button");
  node.className = `key ${style ?? ""}`.trim();
  node.textContent = text;
  node.dataset.at = at.join(",");
  if (typeof start === "string") node.dataset.start = start;
  if (isLink) Object.assign(node, { href: url, target: "_blank", rel: "noopener noreferrer", title: say("opens") });
  else node.type = "button";
  return node;
}
