/** The control API of the stage: every request the page makes, and the stream of events it listens to. */

/** The stage refused (`reason` in its own words) or did not answer (`reason` empty); `deed` is what was tried. */
export class StageError extends Error {
  constructor(deed, reason) {
    super(`${deed}: ${reason || "no answer"}`);
    this.deed = deed;
    this.reason = reason;
  }
}

async function call(path, options) {
  const deed = path.split("?")[0];
  let answer;
  try {
    answer = await fetch(`/stage/${path}`, options);
  } catch (error) {
    if (error instanceof TypeError) throw new StageError(deed, "");
    throw error;
  }
  if (!answer.ok) throw new StageError(deed, `${answer.status} ${await answer.text()}`);
  return answer.json();
}

const get = (path, query = {}) => call(`${path}?${new URLSearchParams(query)}`);
const post = (path, body) =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

export const people = () => get("people");
export const chats = (as) => get("chats", { as });
export const messages = (as, chat) => get("messages", { as, chat });
export const commands = (as, chat) => get("commands", { as, chat });
export const clock = () => get("clock");
export const guide = () => get("guide");
export const advance = (seconds) => post("clock", { seconds });
export const say = (as, chat, text, replyTo) => post("say", { as, chat, text, reply_to: replyTo });
export const tap = (as, chat, message, row, col) => post("tap", { as, chat, message, row, col });
export const start = (as, payload) => post("start", { as, payload });

/** Send one file; the caption may be empty. */
export function upload(as, chat, file, caption) {
  const form = new FormData();
  form.set("as", as);
  form.set("chat", chat);
  form.set("caption", caption);
  form.set("file", file, file.name);
  return call("upload", { method: "POST", body: form });
}

/** Listen as one person; returns the function that stops. The browser reconnects by itself. */
export function listen(as, { onEvent, onState }) {
  const source = new EventSource(`/stage/events?${new URLSearchParams({ as })}`);
  source.onmessage = (event) => onEvent(JSON.parse(event.data));
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  return () => source.close();
}
