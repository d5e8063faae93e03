// When the server cannot be asked, because nobody is signed in any more or nothing is connected, the page says
// so and stays: what was typed is worth more than the way to the sign-in.
import htmx from "htmx.org/dist/htmx.esm.js";

const AGAIN_MS = 5000;
const note = document.getElementById("trouble");
let again = 0;

const show = (what) => {
  if (!note) return;
  for (const each of note.children) each.hidden = each.dataset.trouble !== what;
  note.hidden = !what;
};

const isChanged = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  const first = [...field.options].findIndex((each) => each.defaultSelected);
  return field.selectedIndex !== Math.max(first, 0);
};
const isTyped = () =>
  [...document.querySelectorAll("main :is(input:not([type=hidden], [type=search]), textarea, select)")].some(isChanged);

// A draft that was not kept is sent again, until it is.
let unkept = null;
const retry = () => {
  clearTimeout(again);
  if (unkept) htmx.trigger(unkept, "change");
  unkept = null;
};
addEventListener("online", retry);

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401 && isTyped()) {
    event.preventDefault();
    show("ended");
  } else if (status < 500) show("");
});
const away = (event) => {
  show("away");
  if (event.detail.elt.id !== "form") return;
  unkept = event.detail.elt;
  clearTimeout(again);
  again = setTimeout(retry, AGAIN_MS);
};
document.addEventListener("htmx:sendError", away);
document.addEventListener("htmx:timeout", away);
document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 500 && away(event));
