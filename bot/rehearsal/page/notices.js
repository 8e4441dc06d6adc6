/** What appears over the page: short toasts, the bot's alerts, errors, and pictures in full size. */

import { byId, say } from "./dom.js";
import { StageError } from "./api.js";

const TOAST_MS = 5000;

/** Show a sentence for a few seconds. */
export function toast(text) {
  const note = document.createElement("p");
  note.textContent = text;
  byId("toasts").append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

/** Show the answer to a tap: an alert waits to be read, anything else passes by; an empty one says nothing. */
export function answer({ text, alert }) {
  if (!text) return;
  if (!alert) return toast(text);
  byId("alert-text").textContent = text;
  if (!byId("alert").open) byId("alert").showModal();
}

const EXPLAINED = new Set(["say", "tap", "upload", "start"]);

/** Say that the stage refused or did not answer; anything else is a fault of the page and is thrown on. */
export function refused(error) {
  if (!(error instanceof StageError)) throw error;
  if (!error.reason) return connected(false);
  toast(say(EXPLAINED.has(error.deed) ? `refused-${error.deed}` : "refused"));
}

/** Open a picture in full size. */
export function picture(url, caption) {
  byId("viewer-image").src = url;
  byId("viewer-image").alt = caption || say("picture");
  byId("viewer-save").href = url;
  byId("viewer").showModal();
}

/** Say whether the stage is listening. */
export const connected = (isUp) => { byId("connection").hidden = isUp; };

/** Close a dialog by a click beside it. */
export function wire() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
}

