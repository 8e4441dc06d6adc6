/** The stage's clock: what time it is for the branch, and the buttons that move it forward. */

import * as api from "./api.js";
import { byId, say } from "./dom.js";
import { dayWords, secondsUntil, split, wall, written } from "./dates.js";

let zone = "Asia/Shanghai";
let ahead = 0;

/** The branch's present moment in milliseconds since the epoch. */
export const instant = () => Date.now() + ahead;

/** The branch's present day, "YYYY-MM-DD". */
export const today = () => split(written(wall(instant(), zone))).day;

/** Ask the stage for the time, show it and return it in milliseconds since the epoch. */
export async function sync() {
  const answer = await api.clock();
  zone = answer.zone;
  const now = Date.parse(answer.now);
  ahead = now - Date.now();
  draw();
  return now;
}

function draw() {
  const { day, time } = split(written(wall(instant(), zone)));
  byId("now-time").textContent = time;
  byId("now-day").textContent = dayWords(day);
  return { day, time };
}

async function jump(button) {
  const { seconds, until, at } = button.dataset;
  byId("clock-hint").textContent = say("moving");
  const now = await sync();
  await api.advance(until ? secondsUntil(now, zone, until, at) : Number(seconds));
  await sync();
  const { day, time } = draw();
  byId("clock-hint").textContent = say("moved", { day: dayWords(day, day), time });
}

async function jumpOnce(button, { onMoved, onError }) {
  const buttons = [...byId("jumps").children];
  for (const each of buttons) each.disabled = true;
  try {
    await jump(button);
    onMoved();
  } catch (error) {
    byId("clock-hint").textContent = "";
    onError(error);
  } finally {
    for (const each of buttons) each.disabled = false;
    button.focus({ preventScroll: true });
  }
}

/** Wire the buttons; `onMoved` is told after each move, `onError` what went wrong. */
export function wire(listeners) {
  byId("jumps").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) jumpOnce(button, listeners);
  });
  setInterval(draw, 5000);
}
