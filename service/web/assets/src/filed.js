// Files that answer a question of a form: sent as soon as they are chosen or drawn, in their field's place.
import htmx from "htmx.org/dist/htmx.esm.js";

const send = (part) => {
  const form = part.closest("form");
  const button = part.querySelector(".keep-file");
  const values = new FormData(form);
  part.setAttribute("aria-busy", "true");
  fetch(button.formAction, { method: "POST", body: values, headers: { "HX-Request": "true" } })
    .then(async (answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      const held = document.createElement("div");
      held.innerHTML = await answer.text();
      const fresh = held.querySelector("[data-files-of]");
      part.replaceWith(fresh);
      htmx.process(fresh);
      signs(fresh);
      fresh.querySelector("fieldset")?.focus();
    })
    .catch(() => {
      part.removeAttribute("aria-busy");
      button.click();
    });
};

const pad = (box) => {
  const canvas = document.createElement("canvas");
  const ratio = Math.max(devicePixelRatio || 1, 2);
  const [wide, high] = [Math.max(box.clientWidth, 240), 180];
  canvas.width = wide * ratio;
  canvas.height = high * ratio;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", box.dataset.sayHere);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  Object.assign(pen, { lineWidth: 2.4, lineCap: "round", lineJoin: "round", strokeStyle: "#10211d" });
  let drawn = 0;
  let at = null;
  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [(event.clientX - frame.left) * (wide / frame.width), (event.clientY - frame.top) * (high / frame.height)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    at = place(event);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!at) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const next = place(each);
      pen.beginPath();
      pen.moveTo(...at);
      pen.lineTo(...next);
      pen.stroke();
      drawn += Math.hypot(next[0] - at[0], next[1] - at[1]);
      at = next;
    }
    use.disabled = drawn < 40;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (at = null));
  const button = (text, act) => {
    const found = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: text });
    found.addEventListener("click", act);
    return found;
  };
  const clear = button(box.dataset.sayClear, () => {
    pen.clearRect(0, 0, wide, high);
    drawn = 0;
    use.disabled = true;
  });
  const use = button(box.dataset.sayUse, () =>
    canvas.toBlob((picture) => {
      const held = new DataTransfer();
      held.items.add(new File([picture], "signature.png", { type: "image/png" }));
      const part = box.closest("[data-files-of]");
      const input = [...part.querySelectorAll("[data-file-field]")].at(-1);
      input.files = held.files;
      send(part);
    }, "image/png"),
  );
  use.disabled = true;
  const hint = Object.assign(document.createElement("span"), { className: "told", textContent: box.dataset.sayHere });
  const line = Object.assign(document.createElement("p"), { className: "line" });
  line.append(clear, use);
  box.replaceChildren(hint, canvas, line);
};

const signs = (place) => place.querySelectorAll("[data-sign]:empty").forEach(pad);

document.addEventListener(
  "change",
  (event) => {
    if (!event.target.matches("[data-file-field]")) return;
    // The form's own draft would be sent with the file's name only.
    event.stopPropagation();
    if (event.target.files.length) send(event.target.closest("[data-files-of]"));
  },
  true,
);
document.addEventListener("htmx:afterSettle", () => signs(document));
signs(document);
// On a slow phone a file may be chosen before this script is there to hear of it.
for (const input of document.querySelectorAll("[data-file-field]")) {
  if (input.files.length) send(input.closest("[data-files-of]"));
}
