// The inbox kept up to date. A row changes in place; nothing moves: new tasks are announced, not put in.
import htmx from "htmx.org/dist/htmx.esm.js";

const EVERY_MS = 20000;
const news = document.getElementById("news");
const fresh = new Set();
let changed = false;

const announce = () => {
  const { one, some, changed: other } = news.dataset;
  news.firstElementChild.textContent =
    fresh.size > 1 ? some.replace("{count}", fresh.size) : fresh.size ? one : other;
  news.hidden = !(fresh.size || changed);
};

// A row one is typing into, or has open, is left alone until one is done with it.
const isBusy = (row) => row.querySelector("details[open], [role=alert]") || row.contains(document.activeElement?.closest("form"));

const take = ({ task, news: isNew }) => {
  const row = document.getElementById(`task-${task}`);
  if (row && !isBusy(row)) htmx.ajax("GET", `/desk/tasks/${task}/row`, { target: row, swap: "outerHTML" });
  if (!row && isNew) fresh.add(task);
  announce();
};

const lose = () => {
  changed = true;
  announce();
};

// Whoever finds no place to listen asks now and then.
const ask = (address) => {
  let at = "";
  const once = async () => {
    if (document.hidden) return;
    const answer = await fetch(`${address}&since=${encodeURIComponent(at)}`);
    if (answer.status !== 200) return;
    const told = await answer.json();
    if (at && told.lost) lose();
    if (at) told.items.forEach(take);
    at = told.at;
  };
  const soon = () => once().catch(() => {});
  soon();
  setInterval(soon, EVERY_MS);
};

const listen = () => {
  const scope = encodeURIComponent(news.dataset.scope);
  const source = new EventSource(`${news.dataset.live}?scope=${scope}`);
  source.addEventListener("task", (event) => take(JSON.parse(event.data)));
  source.addEventListener("lost", lose);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) ask(`/desk/changes?scope=${scope}`);
  });
  addEventListener("pagehide", () => source.close());
};

if (news) listen();
