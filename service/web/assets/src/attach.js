// Files dropped on a form that takes them, or chosen there, are sent at once; without this, by its button.
const forms = (target) => target.closest?.("[data-attach]");

const send = (form, files) => {
  const input = form.querySelector("input[type=file]");
  if (files) {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    input.files = held.files;
  }
  if (input.files.length) form.requestSubmit();
};

document.addEventListener("dragover", (event) => {
  const form = forms(event.target);
  if (!form || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => forms(event.target)?.classList.remove("over"));
document.addEventListener("drop", (event) => {
  const form = forms(event.target);
  if (!form || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove("over");
  send(form, event.dataTransfer.files);
});
document.addEventListener("change", (event) => {
  const form = event.target.type === "file" && forms(event.target);
  if (form) send(form);
});
