/** Three small habits for the page: clone a template, fill its slots, keep a list in step with its data. */

const words = new Map(
  [...document.getElementById("words").content.children].map((node) => [node.dataset.word, node.textContent]),
);

/** A sentence of the page (all of them stand in index.html), its {places} filled with plain values. */
export function say(word, values = {}) {
  return (words.get(word) ?? word).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const byId = (id) => document.getElementById(id);

export const clone = (template) => byId(template).content.firstElementChild.cloneNode(true);

export const slot = (node, name) => node.querySelector(`[data-slot="${name}"]`);

/** Put plain text into named slots; an empty value hides the slot. */
export function fill(node, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const place = slot(node, name);
    place.textContent = text ?? "";
    place.hidden = text === null || text === undefined || text === "";
  }
  return node;
}

/** Show plain text in one element of the page, or hide it when there is none. */
export function show(node, text) {
  node.textContent = text ?? "";
  node.hidden = !text;
}

const prints = new WeakMap();

/** Make a list's children match items: unchanged ones keep their node, so scroll, focus and readers are not disturbed. */
export function reconcile(list, items, keyOf, build) {
  const keys = new Set(items.map((item) => String(keyOf(item))));
  const present = new Map();
  for (const child of [...list.children]) {
    if (keys.has(child.dataset.key)) present.set(child.dataset.key, child);
    else child.remove();
  }
  items.forEach((item, position) => {
    const node = renew(present.get(String(keyOf(item))), item, keyOf, build);
    if (list.children[position] !== node) list.insertBefore(node, list.children[position] ?? null);
  });
}

function renew(node, item, keyOf, build) {
  const print = JSON.stringify(item);
  if (node && prints.get(node) === print) return node;
  const fresh = build(item);
  fresh.dataset.key = String(keyOf(item));
  prints.set(fresh, print);
  if (node) replaceKeepingFocus(node, fresh);
  return fresh;
}

function replaceKeepingFocus(node, fresh) {
  const held = node.contains(document.activeElement) ? document.activeElement.dataset.at : undefined;
  node.replaceWith(fresh);
  if (held) fresh.querySelector(`[data-at="${held}"]`)?.focus({ preventScroll: true });
}

/** One of eight quiet hues, the same for the same id. */
export const hue = (id) => [...String(id)].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 8, 7);

/** What stands in a round picture: the last character of a Chinese name, the first of any other. */
export const initial = (name) => (/^[\u3400-\u9fff·]+$/.test(name) ? [...name].at(-1) : [...name][0]) ?? "";
