/** One open chat: head, pinned line, messages and typing box. It remembers scroll and draft per person and chat. */

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { today } from "./clock.js";
import { clone, fill, reconcile, say, slot } from "./dom.js";
import { draw, entries, oneLine } from "./message.js";
import { picture, refused } from "./notices.js";

const NEAR_BOTTOM = 48;
const ANSWER_MS = 15_000;

export class Pane {
  /** `onBack()` leaves the chat on a narrow screen; `onStart(payload)` follows a t.me link; `onActed()` after each deed. */
  constructor({ onBack, onStart, onActed }) {
    this.root = clone("pane");
    this.log = this.root.querySelector(".log");
    this.list = this.root.querySelector(".messages");
    this.newest = this.root.querySelector(".newest");
    this.hooks = { onBack, onStart, onActed };
    this.memory = new Map();
    this.messages = [];
    this.stuck = true;
    this.composer = new Composer(this.root, {
      send: (message) => this.send(message),
      commands: () => api.commands(this.me.id, this.chat.id),
    });
    this.wire();
  }

  wire() {
    this.root.querySelector(".back").addEventListener("click", () => this.hooks.onBack());
    this.root.querySelector(".pinned").addEventListener("click", () => this.goTo(this.pinned?.id));
    this.newest.addEventListener("click", () => this.toBottom());
    this.root.querySelector(".begin").addEventListener("click", () => this.hooks.onStart(""));
    this.log.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    this.log.addEventListener("load", () => { if (this.stuck) this.toBottom(); }, true);
    this.list.addEventListener("click", (event) => this.clicked(event));
    new ResizeObserver(() => { if (this.stuck) this.toBottom(); }).observe(this.log);
  }

  /** Show a chat as one person. */
  async show(me, chat) {
    if (this.me?.id !== me.id || this.chat?.id !== chat.id) this.turnTo(me, chat);
    fill(this.root.querySelector(".pane-head"), { title: chat.title, kind: audience(chat, me) });
    this.root.setAttribute("aria-label", chat.title);
    await this.refresh();
  }

  turnTo(me, chat) {
    if (this.chat) this.memory.set(this.key, { ...this.composer.draft, top: this.stuck ? null : this.log.scrollTop });
    this.me = me;
    this.chat = chat;
    this.messages = [];
    this.list.replaceChildren();
    this.log.setAttribute("aria-busy", "true");
    this.newest.hidden = true;
    const kept = this.memory.get(this.key) ?? {};
    this.composer.draft = kept;
    this.goal = kept.top ?? null;
    this.stuck = this.goal === null;
  }

  get key() { return `${this.me.id}/${this.chat.id}`; }

  /** Read the messages again and redraw what changed. */
  async refresh() {
    if (!this.chat) return;
    const { key } = this;
    const messages = await api.messages(this.me.id, this.chat.id);
    if (key !== this.key) return;
    const grew = this.messages.length > 0 && messages.at(-1)?.id !== this.messages.at(-1)?.id;
    this.messages = messages;
    this.redraw();
    this.settle(grew);
    this.log.removeAttribute("aria-busy");
  }

  redraw() {
    const inGroup = this.chat.type !== "private";
    const list = entries(this.messages, { me: this.me.id, today: today(), inGroup });
    reconcile(this.list, list, (entry) => entry.key, draw);
    this.root.querySelector(".empty").hidden = list.length > 0;
    slot(this.root, "empty").textContent = say(inGroup ? "empty-group" : "empty-private");
    this.root.querySelector(".begin").hidden = inGroup;
    this.pinned = this.messages.findLast((message) => message.pinned);
    this.root.querySelector(".pinned").hidden = !this.pinned;
    if (this.pinned) slot(this.root, "pinned").textContent = oneLine(this.pinned);
  }

  settle(grew) {
    if (this.stuck) return this.toBottom();
    if (this.goal !== null) this.log.scrollTop = this.goal;
    this.goal = null;
    if (grew) this.newest.hidden = false;
  }

  toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
    this.stuck = true;
    this.newest.hidden = true;
  }

  noteScroll() {
    if (this.log.clientHeight === 0 || this.log.getAttribute("aria-busy")) return;
    this.stuck = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM;
    if (this.stuck) this.newest.hidden = true;
  }

  bring(node) {
    node.scrollIntoView({ block: "center" });
    this.noteScroll();
  }

  goTo(id) {
    const node = this.list.querySelector(`[data-key="${id}"]`);
    if (!node) return;
    this.bring(node);
    mark(node, "found");
  }

  clicked(event) {
    const hit = event.target.closest("button, a");
    if (!hit) return;
    const number = Number(hit.closest(".message").dataset.key);
    if (hit.dataset.start !== undefined) { event.preventDefault(); this.hooks.onStart(hit.dataset.start); }
    else if (hit.matches("button.key")) this.tap(hit, number);
    else if (hit.matches(".spoiler")) hit.classList.add("open");
    else if (hit.matches(".command")) this.send({ text: hit.textContent, replyTo: null });
    else if (hit.matches(".quote")) this.goTo(hit.dataset.to);
    else if (hit.matches(".photo")) picture(hit.firstElementChild.src, hit.dataset.caption);
    else if (hit.matches(".answer")) this.composer.setReply(this.messages.find(({ id }) => id === number));
  }

  async tap(button, message) {
    const [row, col] = button.dataset.at.split(",").map(Number);
    button.classList.add("pressed");
    button.setAttribute("aria-busy", "true");
    setTimeout(() => release(button), ANSWER_MS);
    const done = await this.act(() => api.tap(this.me.id, this.chat.id, message, row, col));
    if (!done) release(button);
  }

  /** The bot answered a tap: no button waits any longer. */
  answered() {
    for (const button of this.list.querySelectorAll(".pressed")) release(button);
  }

  send({ text, replyTo, file }) {
    this.stuck = true;
    return this.act(() =>
      file ? api.upload(this.me.id, this.chat.id, file, text) : api.say(this.me.id, this.chat.id, text, replyTo));
  }

  async act(deed) {
    try {
      await deed();
      this.hooks.onActed();
      return true;
    } catch (error) {
      refused(error);
      return false;
    }
  }

  /** Draw the eye to the newest button with this label; false when there is none. */
  point(label) {
    for (const old of this.list.querySelectorAll(".hint-here")) old.classList.remove("hint-here");
    const button = [...this.list.querySelectorAll(".key")].findLast((key) => key.textContent === label);
    if (!button) return false;
    this.bring(button);
    mark(button, "hint-here");
    button.focus({ preventScroll: true });
    return true;
  }
}

/** A line that says who reads what is written here. */
const audience = (chat, me) => (chat.type === "private" ? say("private-with", { name: me.name }) : say("group-of"));

function release(button) {
  button.classList.remove("pressed");
  button.removeAttribute("aria-busy");
}

function mark(node, name) {
  node.classList.remove(name);
  requestAnimationFrame(() => node.classList.add(name));
}
