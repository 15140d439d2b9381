// The traffic of a running server: rows, counts and a plot of times. Holds no more than it shows.

import { follow } from "./follow.js";
import { drawTimes } from "./times.js";

const ROWS = 300;
const HELD = 1000;

let answers = []; // shown, the latest first
let held = []; // come while the page was paused
const scopes = new Set();
let lost = 0;
let isPaused = false;
let root;

export function startLive() {
  root = document.getElementById("live");
  if (!root) return;
  follow(root.dataset.events, { counts: showCounts, answered: take, lost: lose }, (isOpen) => {
    const state = document.getElementById("connection");
    state.textContent = isOpen ? "following" : "not connected, trying again";
    state.className = `state ${isOpen ? "good" : "warn"}`;
  });
  const filters = document.getElementById("live-filters");
  filters.addEventListener("input", () => {
    // Who loads the page again, or sends its address to somebody, goes on with what was chosen.
    const chosen = new URLSearchParams([...new FormData(filters)].filter(([, value]) => value)).toString();
    history.replaceState(null, "", location.pathname + (chosen && `?${chosen}`));
    show();
  });
  filters.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("pause").addEventListener("click", pause);
  document.getElementById("clear").addEventListener("click", () => {
    answers = [];
    lose(-lost);
    show();
  });
  drawTimes(document.getElementById("latency"), answers);
  root.addEventListener("submit", (event) => {
    if (!event.target.closest("#switches")) return;
    event.preventDefault();
    switchFaults(event.target);
  });
}

// The page stays, and with it the answers that it has.
async function switchFaults(form) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("switches");
  if (fresh) {
    document.getElementById("switches").replaceWith(document.adoptNode(fresh));
    return;
  }
  const note = document.querySelector("#switches .note");
  note.hidden = false;
  note.textContent = page.querySelector(".trouble pre")?.textContent ?? answer.statusText;
}

function pause() {
  isPaused = !isPaused;
  if (!isPaused) {
    const come = held;
    held = [];
    take(come);
  }
  sayPaused();
}

function sayPaused() {
  const button = document.getElementById("pause");
  button.setAttribute("aria-pressed", String(isPaused));
  button.textContent = isPaused ? `Go on${held.length ? ` (${held.length})` : ""}` : "Pause";
}

function take(come) {
  if (isPaused) {
    held.push(...come);
    if (held.length > HELD) lose(held.splice(0, held.length - HELD).length);
    sayPaused();
    return;
  }
  for (const { scope } of come) if (scope) scopes.add(scope);
  if (scopes.size > ROWS) scopes.clear();
  document.getElementById("scopes-seen")?.replaceChildren(...[...scopes].map((scope) => new Option(scope, scope)));
  answers = [...come.toReversed(), ...answers].slice(0, ROWS);
  show();
}

function lose(count) {
  lost += count;
  const note = document.getElementById("lost");
  note.hidden = !lost;
  note.textContent = `${counted(lost, "answer")} not listed: more came than this page could take. The counts above have all of them.`;
}

function show() {
  const [words, action] = [...document.getElementById("live-filters").querySelectorAll("input, select")].map((field) => field.value);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = answers.filter((each) => (!action || each.action === action) && wanted.every((word) => textOf(each).includes(word)));
  root.querySelector("tbody").replaceChildren(...fits.map(rowOf));
  root.querySelector(".answers").hidden = !fits.length;
  const quiet = document.getElementById("quiet");
  quiet.hidden = fits.length > 0;
  quiet.textContent = answers.length ? "No answer fits." : "Nothing was asked since this page was opened.";
  drawTimes(document.getElementById("latency"), fits);
}

function textOf(each) {
  each.text ??= [each.method, each.path, each.api, each.model, each.scope, each.recording, each.action, each.miss, each.fault, each.status].join(" ").toLowerCase();
  return each.text;
}

const KINDS = { play: "good", unsent: "bad", miss: "bad", fault: "warn", error: "bad" };
const wordOf = (action) => document.querySelector(`#live-filters option[value="${CSS.escape(action)}"]`)?.text ?? action;

function rowOf(each) {
  // A row is made once: one that is clicked on stays the one that was there.
  if (each.row) return each.row;
  const row = document.createElement("tr");
  const request = cell(row, "request", "");
  request.append(made("span", "method", each.method), " ", made("bdi", "path", each.path));
  if (each.recording) request.append(link(root.dataset.recording, each.recording));
  row.prepend(made("td", "at", each.time.slice(11, 23), each.time));
  const api = cell(row, "api", each.api ?? "");
  if (each.model) api.append(made("span", "model", each.model));
  cell(row, "scope", each.scope ?? "", each.scope ?? "");
  const state = cell(row, "state", "");
  state.append(made("span", `state ${KINDS[each.action] ?? ""}`, wordOf(each.action)));
  if (each.miss) state.append(made("span", "why", each.miss.replaceAll("-", " ")));
  if (each.fault) state.append(made("span", "why", each.fault));
  figure(row, "status", each.status ?? "broken");
  figure(row, "size", size(each.bytes));
  figure(row, "first byte", time(each.first_ms));
  figure(row, "whole", time(each.ms));
  return (each.row = row);
}

function made(tag, kind, text, title) {
  const element = document.createElement(tag);
  element.className = kind;
  element.textContent = text;
  if (title) element.title = title;
  return element;
}

function cell(row, kind, text, title) {
  const element = made("td", kind, text, title);
  row.append(element);
  return element;
}

function figure(row, label, text) {
  cell(row, "number", text).dataset.label = label;
}

function link(place, name) {
  const element = made("a", "name", name);
  element.href = `${place}?${new URLSearchParams({ name })}`;
  return element;
}

function showCounts(counts) {
  for (const place of root.querySelectorAll("[data-count]")) {
    const value = counts[place.dataset.count];
    place.textContent = place.dataset.count === "dollars" ? dollars(value) : number(value);
  }
  say("unpriced", counts.unpriced && `${counted(counts.unpriced, "play")} without a known price`);
  say("repeated", counts.repeated && `${counted(counts.repeated, "play")} more of answers that cannot change any more: counted, not listed`);
}

function say(id, text) {
  const place = document.getElementById(id);
  place.hidden = !text;
  place.textContent = text || "";
}

const number = (value) => value.toLocaleString("en");
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
const dollars = (value) => (value === 0 ? "$0" : value < 0.0001 ? "<$0.0001" : value < 0.095 ? `$${Number(value.toPrecision(2))}` : `$${value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`);
const size = (bytes) => (bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const time = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
