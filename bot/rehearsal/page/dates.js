/** Days and hours as the branch's clock shows them. Local times are read as written; no browser zone is used. */

import { say } from "./dom.js";

const DAY = 86_400_000;

/** "2026-11-18T10:05:00+08:00" → {day: "2026-11-18", time: "10:05"}. */
export const split = (local) => ({ day: local.slice(0, 10), time: local.slice(11, 16) });

/** A day in words, with its weekday; the year is left out when it is the same as `today`'s. */
export function dayWords(day, today = "") {
  const [year, month, date] = day.split("-").map(Number);
  const weekday = say("weekdays").split(" ")[new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  return say(day.slice(0, 4) === today.slice(0, 4) ? "date" : "date-year", { year, month, day: date, weekday });
}

/** An instant as wall-clock milliseconds of a zone: read it with getUTC…() only. */
export function wall(instant, zone) {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

/** Wall-clock milliseconds written like the stage writes local times. */
export const written = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 19);

/** Seconds from `instant` until the next day (or Monday) at "HH:MM" in the zone, daylight saving respected. */
export function secondsUntil(instant, zone, until, at) {
  const [hour, minute] = at.split(":").map(Number);
  const here = wall(instant, zone);
  const midnight = Math.floor(here / DAY) * DAY;
  const days = until === "monday" ? (8 - new Date(here).getUTCDay()) % 7 || 7 : 1;
  const target = midnight + days * DAY + (hour * 60 + minute) * 60_000;
  const guess = instant + (target - here);
  return Math.ceil((guess + (target - wall(guess, zone)) - instant) / 1000);
}
