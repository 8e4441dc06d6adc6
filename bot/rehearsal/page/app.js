/** The rehearsal page: puts the pieces together and keeps them in step with the stage. */

import * as api from "./api.js";
import { drawChats, wireChats } from "./chats.js";
import * as clock from "./clock.js";
import { byId, say } from "./dom.js";
import { wireGuide } from "./guide.js";
import * as notices from "./notices.js";
import { Pane } from "./pane.js";
import { drawPeople, wirePeople } from "./people.js";

const WIDE = matchMedia("(min-width: 1200px)");
const NARROW = matchMedia("(max-width: 700px)");
const START = /^(?:https?:\/\/)?t\.me\/\w+\?start=([\w-]{1,64})$/i;
const GATHER_MS = 60;
const OTHERS_MS = 700;
const OTHERS_EVERY_MS = 5000;

const stage = { people: [], me: null, chats: [], unread: new Map(), sides: WIDE.matches, desks: new Map() };
const soon = gathered(refresh, GATHER_MS);
const othersSoon = gathered(countOthers, OTHERS_MS);
const hooks = { onBack: () => turnTo("chats"), onStart: follow, onActed: soon };
const panes = { group: new Pane(hooks), private: new Pane(hooks) };

let stopListening = () => {};

/* ---- where a person was: which group is open, and which of the two panes has the floor ---- */

function desk() {
  const group = stage.chats.find(({ type }) => type !== "private")?.id;
  if (!stage.desks.has(stage.me.id)) stage.desks.set(stage.me.id, { group, floor: "private" });
  const kept = stage.desks.get(stage.me.id);
  kept.group ??= group;
  return kept;
}

const sideOf = (chat) => (chat.type === "private" ? "private" : "group");

function shownChats() {
  if (NARROW.matches && document.body.dataset.tab !== "chat") return [];
  const { group, floor } = desk();
  const sides = stage.sides && !NARROW.matches;
  const both = [stage.chats.find(({ id }) => id === group), stage.chats.find(({ type }) => type === "private")];
  return both.filter((chat) => chat && (sides || sideOf(chat) === floor));
}

/* ---- drawing ---- */

async function refresh() {
  const { me } = stage;
  if (!me) return;
  const chats = await api.chats(me.id);
  if (me !== stage.me) return;
  stage.chats = chats;
  const shown = shownChats();
  for (const [side, pane] of Object.entries(panes)) pane.root.hidden = !shown.some((chat) => sideOf(chat) === side);
  await Promise.all(shown.map((chat) => panes[sideOf(chat)].show(me, chat)));
  notices.connected(true);
  drawLists();
}

function drawLists() {
  if (!stage.me) return;
  drawPeople(stage.people, stage.me, stage.unread);
  drawChats(stage.chats, shownChats().map(({ id }) => id));
}

/** Everybody's new private messages; who joined the stage since appears too. */
async function countOthers() {
  stage.people = await api.people();
  if (!stage.me) return become(stage.people[0]?.id);
  const counted = await Promise.all(stage.people.map(async ({ id }) => [id, unreadOf(await api.chats(id))]));
  stage.unread = new Map(counted.filter(([id]) => id !== stage.me.id));
  drawLists();
}

const unreadOf = (chats) => chats.find(({ type }) => type === "private")?.unread ?? 0;

function gathered(work, delay) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => { timer = null; work().catch(notices.refused); }, delay);
  };
}

/* ---- what happens ---- */

function heard(event) {
  if (event.kind === "toast") answered(event);
  if (event.kind === "toast" || event.kind === "edit") for (const pane of Object.values(panes)) pane.answered();
  if (event.kind === "clock") clock.sync().catch(notices.refused);
  if (event.kind !== "toast") soon();
  othersSoon();
}

function answered(toast) {
  notices.answer(toast);
  const payload = START.exec(toast.url ?? "")?.[1];
  if (payload) follow(payload);
}

function stateChanged(isUp) {
  notices.connected(isUp);
  if (isUp) soon();
}

async function become(id) {
  const person = stage.people.find((each) => String(each.id) === String(id));
  if (!person) return;
  if (person.id !== stage.me?.id) {
    stage.me = person;
    stage.unread.delete(person.id);
    stopListening();
    stopListening = api.listen(person.id, { onEvent: heard, onState: stateChanged });
  }
  await refresh();
  othersSoon();
}

async function open(id) {
  const chat = stage.chats.find((each) => String(each.id) === String(id));
  if (!chat) return;
  desk().floor = sideOf(chat);
  if (sideOf(chat) === "group") desk().group = chat.id;
  tab("chat");
  await refresh();
}

async function follow(payload) {
  try {
    await api.start(stage.me.id, payload);
    await open(stage.chats.find(({ type }) => type === "private")?.id);
    panes.private.toBottom();
  } catch (error) {
    notices.refused(error);
  }
}

async function doStep({ as, chat, type }) {
  await become(as);
  const place = stage.chats.find((each) => String(each.id) === String(chat) || sideOf(each) === chat);
  if (place) await open(place.id);
  if (!place || !type) return "";
  const pane = panes[sideOf(place)];
  if (pane.point(type)) return say("step-tap", { label: type });
  pane.composer.prefill(type);
  return say("step-send");
}

/* ---- layout ---- */

function tab(name) {
  document.body.dataset.tab = name;
  for (const button of byId("tabs").children) {
    if (button.dataset.tab === name || (name === "chat" && button.dataset.tab === "chats")) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}

function turnTo(name) {
  tab(name);
  soon();
}

function drawLayout() {
  byId("layout").setAttribute("aria-pressed", String(stage.sides));
  byId("layout").textContent = say(stage.sides ? "side-on" : "side-off");
}

function layOut(sides) {
  stage.sides = sides;
  drawLayout();
  soon();
}

const trying = (work) => (...values) => work(...values).catch(notices.refused);

function wire() {
  byId("panes").append(panes.group.root, panes.private.root);
  notices.wire();
  clock.wire({ onMoved: () => { soon(); othersSoon(); }, onError: notices.refused });
  wirePeople({ onPick: trying(async (id) => { tab("chats"); await become(id); }), onSearch: drawLists });
  wireChats({ onPick: trying(open) });
  byId("tabs").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) turnTo(button.dataset.tab);
  });
  byId("layout").addEventListener("click", () => layOut(!stage.sides));
  WIDE.addEventListener("change", () => layOut(WIDE.matches));
  NARROW.addEventListener("change", soon);
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
  setInterval(() => { if (!document.hidden) othersSoon(); }, OTHERS_EVERY_MS);
}

async function begin() {
  wire();
  drawLayout();
  tab("chats");
  await clock.sync();
  await countOthers();
  document.querySelector("main").inert = false;
  wireGuide(await api.guide().catch(() => []), trying(doStep));
}

trying(begin)();
