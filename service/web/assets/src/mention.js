// While a remark is typed, "@" offers the colleagues who may be told of it.
const TYPED = /(?:^|[^\w.@])@([\w.-]*)$/;
const PAUSE_MS = 120;

let list = null;
let timer = 0;

const close = () => {
  if (!list) return;
  list.field.removeAttribute("aria-activedescendant");
  list.field.setAttribute("aria-expanded", "false");
  list.box.remove();
  list = null;
};

const point = (by) => {
  const options = [...list.box.children];
  list.at = (list.at + by + options.length) % options.length;
  options.forEach((each, place) => each.setAttribute("aria-selected", String(place === list.at)));
  list.field.setAttribute("aria-activedescendant", options[list.at].id);
};

const take = (name) => {
  const { field } = list;
  const before = field.value.slice(0, field.selectionStart).replace(/[\w.-]*$/, `${name} `);
  const after = field.value.slice(field.selectionStart);
  field.value = before + after;
  field.setSelectionRange(before.length, before.length);
  close();
  field.focus();
};

const show = (field, people) => {
  close();
  if (!people.length) return;
  const box = document.createElement("ul");
  Object.assign(box, { className: "offered", id: "mention-offered" });
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", field.dataset.say);
  people.forEach((each, place) => {
    const option = document.createElement("li");
    option.id = `mention-${place}`;
    option.setAttribute("role", "option");
    option.textContent = each.told === each.name ? each.name : `${each.told} (${each.name})`;
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(each.name);
    });
    box.append(option);
  });
  field.parentElement.append(box);
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-expanded", "true");
  list = { field, box, people, at: 0 };
  point(0);
};

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-mention]")) {
    event.target.setAttribute("role", "combobox");
    event.target.setAttribute("aria-autocomplete", "list");
    event.target.setAttribute("aria-expanded", "false");
  }
});
document.addEventListener("focusout", (event) => event.target.matches("[data-mention]") && close());
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-mention]");
  if (!field) return;
  clearTimeout(timer);
  const typed = TYPED.exec(field.value.slice(0, field.selectionStart));
  if (!typed) return close();
  timer = setTimeout(async () => {
    const answer = await fetch(`${field.dataset.mention}?q=${encodeURIComponent(typed[1])}`);
    if (answer.ok && document.activeElement === field) show(field, await answer.json());
  }, PAUSE_MS);
});
document.addEventListener(
  "keydown",
  (event) => {
    if (!list || event.target !== list.field) return;
    const acts = {
      ArrowDown: () => point(1),
      ArrowUp: () => point(-1),
      Enter: () => take(list.people[list.at].name),
      Tab: () => take(list.people[list.at].name),
      Escape: close,
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    acts[event.key]();
  },
  true,
);
