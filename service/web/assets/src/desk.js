// The staff desk: htmx for what changes in place, and the keyboard. Every page works without either.
import htmx from "htmx.org/dist/htmx.esm.js";
import "./live.js";
import "./attach.js";
import "./filed.js";
import "./form.js";
import "./mention.js";
import "./trouble.js";

// Nothing of htmx may need what the content security policy forbids: no styles, no evaluation.
Object.assign(htmx.config, { includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true });
// What is put in works at once: within the usual delay a press of its button would leave the page.
htmx.config.defaultSettleDelay = 0;
// A refusal is an answer, too: the loser of a race is told so in the row.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "409|422", swap: true, error: false },
  { code: "...", swap: false, error: true },
];
window.htmx = htmx;
document.documentElement.classList.add("script");

const KEEP = "aftercare_shortcuts_off";
const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
const dialog = document.getElementById("shortcuts");
const isTyping = (target) => target.closest("input:not([type=radio], [type=checkbox], [readonly]), textarea, select");

// On a phone menu and tabs may be wider than the page: where people are is to be seen.
for (const here of document.querySelectorAll(".rooms [aria-current], .tabs [aria-current]"))
  here.scrollIntoView({ block: "nearest", inline: "nearest" });

let before = "";

const move = (by) => {
  const rows = all("[data-row]");
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.querySelector("[data-open]")?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

const press = (key) => {
  const row = document.activeElement?.closest("[data-row]");
  const here = row?.querySelector(`[data-key="${key}"]`);
  const found = here ?? (row && key === "c" ? null : all(`[data-key="${key}"]`)[0]);
  found?.click();
};

const KEYS = {
  "?": () => dialog?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  f: () => document.querySelector("#form :is(input:not([type=hidden]), select, textarea)")?.focus(),
  "/": () => document.querySelector("[data-search]")?.focus(),
};

const go = (key) => document.querySelector(`[data-go="${key}"]`)?.click();

document.addEventListener("keydown", (event) => {
  const submit = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (submit) {
    event.target.closest("form")?.querySelector("[data-submit]")?.click();
    return;
  }
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog?.open) return;
  if (localStorage.getItem(KEEP) && event.key !== "?") return;
  const act = before === "g" ? () => go(event.key) : (KEYS[event.key] ?? (/^[a-z]$/.test(event.key) && (() => press(event.key))));
  before = before === "g" ? "" : event.key;
  if (!act || event.key === "g") return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("button");
  if (target?.matches("[data-shortcuts]")) dialog?.showModal();
  if (target?.matches("[data-close]")) dialog?.close();
  if (target?.matches("[data-customer]")) take(target.dataset);
  if (target?.matches("[data-new-customer]")) take({ customer: "" });
});

// A row put in another's place keeps the keyboard's, if it had it, and stays chosen, if it was.
let held = "";
let chosen = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  held = event.target.contains(document.activeElement) ? event.target.id : "";
  chosen = event.target.querySelector("[data-chosen]:checked") ? event.target.id : "";
});
document.addEventListener("htmx:afterSwap", (event) => {
  const row = event.target.id?.startsWith("task-") && document.getElementById(event.target.id);
  const box = row && event.target.id === chosen && row.querySelector("[data-chosen]");
  if (box) box.checked = true;
  if (row && event.target.id === held) row.querySelector("[data-open]")?.focus();
  if (event.target.id === "filtering") event.target.querySelector("[data-first]")?.focus();
});

const field = (name) => document.getElementById(name);

// A customer we know fills the form in; what was typed about somebody else goes.
function take(known) {
  field("customer_id").value = known.customer;
  const note = field("taken");
  note.hidden = !known.customer;
  field("known").replaceChildren();
  if (!known.customer) return;
  note.firstElementChild.textContent = known.told;
  for (const [name, text] of [["customer_name", known.name], ["phone", known.phone], ["email", known.email], ["address", known.address]]) {
    if (text) field(name).value = text;
  }
  field("subject").focus();
}

const kept = field("shortcuts-on");
if (kept) {
  kept.checked = !localStorage.getItem(KEEP);
  kept.addEventListener("change", () => (kept.checked ? localStorage.removeItem(KEEP) : localStorage.setItem(KEEP, "1")));
}
// A drawing is fetched when it is first looked at, its viewer with it.
const draw = async (box) => (await import(box.dataset.script ?? new URL("./diagram.js", import.meta.url).href)).draw(box);
const drawIn = (place) =>
  [...place.querySelectorAll("[data-diagram]:not([data-drawn])")].filter((box) => !box.closest("details:not([open])")).forEach(draw);
document.addEventListener("toggle", (event) => event.target.open && drawIn(event.target), true);
document.addEventListener("htmx:afterSettle", () => drawIn(document));
drawIn(document);
document.querySelector("[data-focus]")?.focus();
document.querySelector("[data-select]")?.select();
