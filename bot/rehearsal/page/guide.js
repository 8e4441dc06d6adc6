/** The guide strip: the steps of one full circle; a click becomes the right person in the right chat, box filled. */

import { byId, say } from "./dom.js";

let steps = [];
let at = -1;

/** Show the steps; `onStep(step)` does one and resolves to the sentence about what was prepared. */
export function wireGuide(list, onStep) {
  steps = list;
  byId("guide").hidden = steps.length === 0;
  byId("guide-steps").replaceChildren(...steps.map(stepButton));
  byId("guide-steps").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) go(Number(button.dataset.step), onStep);
  });
  byId("guide-next").addEventListener("click", () => go((at + 1) % steps.length, onStep));
  byId("guide-fold").addEventListener("click", fold);
  drawGuide("");
}

async function go(step, onStep) {
  at = step;
  drawGuide(steps[at].do);
  const prepared = await onStep(steps[at]);
  if (at === step && prepared) drawGuide(`${steps[at].do} ${prepared}`);
}

function drawGuide(sentence) {
  if (sentence) byId("guide-do").textContent = sentence;
  byId("guide-steps").querySelectorAll("button").forEach((button, step) => {
    button.toggleAttribute("data-done", step < at);
    if (step === at) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
  byId("guide-steps").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const next = steps[at + 1];
  byId("guide-next").textContent =
    at < 0 ? say("step-start", { number: 1 }) : next ? say("step-next", { title: next.title }) : say("step-again");
}

function stepButton({ title }, step) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const number = document.createElement("i");
  button.type = "button";
  button.dataset.step = step;
  number.textContent = step + 1;
  button.append(number, title);
  item.append(button);
  return item;
}

function fold() {
  const card = byId("guide-card");
  card.hidden = !card.hidden;
  byId("guide-fold").setAttribute("aria-expanded", String(!card.hidden));
  byId("guide-fold").textContent = say(card.hidden ? "unfold" : "fold");
}
