// Forms that change while they are filled in: rows that come and go, fields that appear by what was answered.
// Without this the whole page comes back with the change; with it only what changed is taken from that page.
const asked = async (form, name, value) => {
  const sent = new FormData(form);
  sent.append(name, value);
  const words = [...sent].filter(([, each]) => typeof each === "string");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(words) });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// What is said aloud must stand on the page before it is filled.
const aloud = Object.assign(document.createElement("p"), { className: "hidden-title" });
aloud.setAttribute("role", "status");
document.body.append(aloud);

const CONTROLS = "input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled)";

const take = async (button) => {
  const part = button.closest("[data-list]");
  part.setAttribute("aria-busy", "true");
  const page = await asked(button.form, button.name, button.value);
  const fresh = document.adoptNode(page.getElementById(part.id));
  const { form } = button;
  part.replaceWith(fresh);
  window.htmx?.process(fresh);
  const next = fresh.querySelector("[autofocus]");
  const first = next?.matches("fieldset") && button.name === "_add" ? next.querySelector(CONTROLS) : next;
  (first ?? next)?.focus();
  aloud.textContent = fresh.dataset.said ?? "";
  form.dispatchEvent(new Event("change", { bubbles: true }));
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-rows]");
  if (!button || "plain" in button.dataset) return;
  event.preventDefault();
  if (button.closest("[aria-busy]")) return;
  take(button).catch(() => {
    button.dataset.plain = "";
    button.click();
  });
});

// A form without a draft of its own asks which of its fields appear now; the last answer counts.
const PART = "[id^=part-]";
let asking = 0;
const look = async (form) => {
  const mine = ++asking;
  const page = await asked(form, "_look", "1");
  if (mine !== asking) return;
  for (const part of form.querySelectorAll(PART)) {
    const fresh = page.getElementById(part.id);
    if (fresh && part.isConnected && !fresh.childElementCount !== !part.childElementCount) {
      part.replaceWith(document.adoptNode(fresh));
    }
  }
};
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-look]") ?? event.target.form?.closest("[data-look]");
  if (form?.querySelector(PART)) look(form).catch(() => {});
});
