/** The list of one person's chats: the private chat with the bot first, then the groups. */

import { byId, clone, fill, reconcile, say } from "./dom.js";

/** Draw the list; `open` holds the ids of the chats on the screen. */
export function drawChats(chats, open) {
  const items = chats.map((chat) => ({ ...chat, open: open.includes(chat.id) }));
  reconcile(byId("chat-list"), items, ({ id }) => id, chatRow);
}

function chatRow({ id, type, title, last, unread, open }) {
  const row = fill(clone("chat"), {
    title, kind: say(`type-${type}`), last: last || say("nothing-yet"), unread: unread && !open ? say("unread", { count: unread }) : null,
  });
  const button = row.firstElementChild;
  button.dataset.at = "row";
  button.dataset.chat = id;
  if (open) button.setAttribute("aria-current", "true");
  return row;
}

/** `onPick(id)` when a chat is chosen. */
export function wireChats({ onPick }) {
  byId("chat-list").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) onPick(button.dataset.chat);
  });
}
