/** The typing box of one chat: text, the command menu, a reply, a file. Enter sends, Shift+Enter breaks the line. */

import { clone, fill, slot } from "./dom.js";
import { oneLine, sizeWords } from "./message.js";

const TALLEST = 160;

export class Composer {
  /** `send({text, replyTo, file})` resolves when the stage has taken it; `commands()` resolves to the bot's menu. */
  constructor(pane, { send, commands }) {
    this.root = pane.querySelector(".composer");
    this.box = this.root.querySelector("textarea");
    this.menu = this.root.querySelector(".menu");
    this.slash = this.root.querySelector(".slash");
    this.send = send;
    this.commands = commands;
    this.offers = [];
    this.reply = null;
    this.file = null;
    this.wireBox();
    this.wireMenu();
    this.wireFile(pane);
  }

  wireBox() {
    this.root.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.box.addEventListener("input", () => { this.grow(); this.suggest(); });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && !this.menu.hidden) return this.step(event, 1);
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.root.querySelector(".reply-chip button").addEventListener("click", () => this.setReply(null));
  }

  wireMenu() {
    this.slash.addEventListener("click", () => (this.menu.hidden ? this.openMenu("") : this.closeMenu()));
    this.menu.addEventListener("click", (event) => {
      const row = event.target.closest("button");
      if (row) this.sendCommand(row.dataset.command);
    });
    this.menu.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") this.step(event, 1);
      if (event.key === "ArrowUp") this.step(event, -1);
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.menu.hidden) return;
      this.closeMenu();
      this.box.focus();
    });
    this.root.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.root.contains(event.relatedTarget)) this.closeMenu();
    });
  }

  wireFile(pane) {
    const picker = this.root.querySelector(".picker");
    const drop = pane.querySelector(".drop");
    this.root.querySelector(".clip").addEventListener("click", () => picker.click());
    picker.addEventListener("change", () => { this.setFile(picker.files[0] ?? null); picker.value = ""; });
    this.root.querySelector(".file-chip button").addEventListener("click", () => this.setFile(null));
    pane.addEventListener("dragover", (event) => { event.preventDefault(); drop.hidden = false; });
    pane.addEventListener("dragleave", (event) => { drop.hidden = !pane.contains(event.relatedTarget); });
    pane.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.hidden = true;
      this.setFile(event.dataTransfer.files[0] ?? null);
    });
  }

  /** What is being written, to be kept while another chat is shown. */
  get draft() { return { text: this.box.value, reply: this.reply, file: this.file }; }

  set draft({ text = "", reply = null, file = null }) {
    this.page = {};
    this.box.value = text;
    this.setReply(reply, false);
    this.setFile(file, false);
    this.root.classList.remove("ready");
    this.closeMenu();
    this.grow();
  }

  /** Put text into the box for the person to look at and send. */
  prefill(text) {
    this.box.value = text;
    this.grow();
    this.box.focus();
    this.root.classList.remove("ready");
    requestAnimationFrame(() => this.root.classList.add("ready"));
  }

  setReply(message, focus = true) {
    this.reply = message;
    const chip = this.root.querySelector(".reply-chip");
    chip.hidden = !message;
    if (message) slot(chip, "reply").textContent = oneLine(message);
    if (focus) this.box.focus();
  }

  setFile(file, focus = true) {
    this.file = file;
    const chip = this.root.querySelector(".file-chip");
    chip.hidden = !file;
    if (file) slot(chip, "file").textContent = `${file.name} · ${sizeWords(file.size)}`;
    if (focus) this.box.focus();
  }

  /** Send what is written and clear the box at once; what the stage refused comes back into it. */
  async submit() {
    const { draft } = this;
    const message = { text: draft.text.trim(), replyTo: draft.reply?.id ?? null, file: draft.file };
    if (!message.text && !message.file) return;
    this.draft = {};
    const { page } = this;
    const isTaken = await this.send(message);
    if (!isTaken && page === this.page && !this.box.value) this.draft = draft;
  }

  sendCommand(command) {
    if (this.box.value.startsWith("/")) this.box.value = "";
    this.closeMenu();
    this.grow();
    this.box.focus();
    return this.send({ text: command, replyTo: null, file: null });
  }

  /** Move the focus through the menu; before its first row stands the box. */
  step(event, by) {
    event.preventDefault();
    const rows = [...this.menu.querySelectorAll("button")];
    const to = rows.indexOf(document.activeElement) + by;
    (rows[Math.min(to, rows.length - 1)] ?? this.box).focus();
  }

  suggest() {
    const typed = this.box.value;
    if (/^\/\w*$/.test(typed)) this.openMenu(typed.slice(1));
    else this.closeMenu();
  }

  async openMenu(prefix) {
    const offers = (await this.commands()).filter(({ command }) => command.startsWith(prefix.toLowerCase()));
    this.menu.querySelector("ul").replaceChildren(...offers.map(menuRow));
    this.menu.hidden = offers.length === 0;
    this.slash.setAttribute("aria-expanded", String(!this.menu.hidden));
  }

  closeMenu() {
    this.menu.hidden = true;
    this.slash.setAttribute("aria-expanded", "false");
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, TALLEST)}px`;
  }
}

function menuRow({ command, description }) {
  const row = fill(clone("command"), { command: `/${command}`, description });
  row.firstElementChild.dataset.command = `/${command}`;
  return row;
}
