/** Who I am: the list of people with their roles, a search, and a word for new private messages. */

import { byId, clone, fill, hue, initial, reconcile, say, show } from "./dom.js";

/** Draw the list; `unread` maps a person's id to the number of new private messages. */
export function drawPeople(people, me, unread) {
  const wanted = byId("people-search").value.trim().toLowerCase();
  const found = people.filter(({ name, note }) => `${name} ${note ?? ""}`.toLowerCase().includes(wanted));
  const items = found.map((person) => ({ ...person, me: person.id === me?.id, unread: unread.get(person.id) ?? 0 }));
  reconcile(byId("people-list"), items, ({ id }) => id, personRow);
  byId("people-none").hidden = found.length > 0;
  const others = people.filter(({ id }) => id !== me?.id && unread.get(id)).length;
  show(byId("tab-unread"), others ? say("unread", { count: others }) : "");
  byId("me-name").textContent = me?.name ?? "";
  byId("me-note").textContent = me?.note ?? "";
}

function personRow({ id, name, note, me, unread }) {
  const row = fill(clone("person"), {
    initial: initial(name), name, note, unread: unread ? say("unread", { count: unread }) : null,
  });
  const button = row.firstElementChild;
  row.dataset.hue = hue(id);
  button.dataset.at = "row";
  button.dataset.person = id;
  if (me) button.setAttribute("aria-current", "true");
  if (unread) button.title = say("unread-person", { count: unread });
  return row;
}

/** `onPick(id)` when somebody is chosen, `onSearch()` when the search changes. */
export function wirePeople({ onPick, onSearch }) {
  byId("people-search").addEventListener("input", onSearch);
  byId("people-list").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) onPick(button.dataset.person);
  });
}
