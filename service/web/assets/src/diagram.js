// A drawing of a process with its marks: fetched by `desk.js` when it is first looked at. What the drawing
// shows stands in words beside it, so nobody depends on it.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer.js";

const STEP = 1.25;
const PAN = 60;
const READABLE = 0.6;
const HEATS = 5;

const fetched = async (address) => {
  const answer = await fetch(address, { headers: { "X-Requested-With": "diagram" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
};

const styled = (address) =>
  new Promise((resolve) => {
    if (!address || document.querySelector(`link[href="${address}"]`)) return resolve();
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: resolve, onerror: resolve });
    document.head.append(link);
  });

const note = (kind, text, title) => {
  const found = document.createElement("span");
  found.className = `note ${kind}`;
  found.textContent = text;
  if (title) found.title = title;
  return found;
};

// What each mark looks like: never by colour alone.
const mark = (viewer, id, found, say) => {
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  if (found.done) canvas.addMarker(id, "was-done");
  if (found.tokens) {
    canvas.addMarker(id, "stands-here");
    overlays.add(id, { position: { top: -15, left: -15 }, html: note("at", found.tokens > 1 ? `${found.tokens}${found.more ? "+" : ""}` : "●", found.label) });
  }
  if (found.heat > 0) {
    canvas.addMarker(id, `heat-${Math.max(1, Math.ceil(Math.min(found.heat, 1) * HEATS))}`);
    if (found.label) overlays.add(id, { position: { bottom: 9, left: 4 }, html: note("told", found.label) });
  } else if (found.done > 1) {
    overlays.add(id, { position: { bottom: 9, right: 22 }, html: note("times", `×${found.done}`, say.times.replace("{count}", found.done)) });
  }
};

// A flow was taken where both its ends were reached.
const markFlows = (viewer, elements) => {
  const reached = (node) => node && elements[node.id] && (elements[node.id].done || elements[node.id].tokens);
  viewer.get("elementRegistry").forEach((each) => {
    if (each.type === "bpmn:SequenceFlow" && elements[each.source?.id]?.done && reached(each.target)) {
      viewer.get("canvas").addMarker(each, "was-done");
    }
  });
};

const centre = (viewer, id, scale) => {
  const canvas = viewer.get("canvas");
  const found = viewer.get("elementRegistry").get(id);
  const { width, height } = canvas.getSize();
  const [wide, high] = [width / scale, height / scale];
  canvas.viewbox({ x: found.x + found.width / 2 - wide / 2, y: found.y + found.height / 2 - high / 2, width: wide, height: high });
};

const ICONS = {
  in: "M8 3v10M3 8h10",
  out: "M3 8h10",
  whole: "M2.5 4.5h11v7h-11zM5 7h6v2H5z",
  here: "M8 1v3M8 12v3M1 8h3M12 8h3M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
  full: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
};

const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of [["viewBox", "0 0 16 16"], ["width", "16"], ["height", "16"], ["aria-hidden", "true"]]) svg.setAttribute(key, value);
  for (const [key, value] of [["d", ICONS[name]], ["fill", "none"], ["stroke", "currentColor"], ["stroke-width", "1.5"]]) path.setAttribute(key, value);
  svg.append(path);
  return svg;
};

const button = (name, title, act) => {
  const found = Object.assign(document.createElement("button"), { type: "button", className: "quiet", title });
  found.append(icon(name));
  found.setAttribute("aria-label", title);
  found.addEventListener("click", act);
  return found;
};

const controls = (box, viewer, standing) => {
  const say = { in: box.dataset.sayIn, out: box.dataset.sayOut, whole: box.dataset.sayWhole, here: box.dataset.sayHere, full: box.dataset.sayFull };
  const canvas = viewer.get("canvas");
  const acts = {
    in: () => canvas.zoom(Math.min(canvas.zoom() * STEP, 4)),
    out: () => canvas.zoom(Math.max(canvas.zoom() / STEP, 0.1)),
    whole: () => canvas.zoom("fit-viewport", "auto"),
    here: () => centre(viewer, standing[0], Math.max(canvas.zoom(), 0.9)),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen?.()),
  };
  const bar = document.createElement("div");
  bar.className = "diagram-bar";
  const offered = ["in", "out", "whole", ...(standing.length ? ["here"] : []), ...(box.requestFullscreen ? ["full"] : [])];
  bar.append(...offered.map((each) => button(each, say[each], acts[each])));
  box.append(bar);
  return acts;
};

const keyed = (stage, viewer, acts) => {
  const canvas = viewer.get("canvas");
  const pan = (dx, dy) => canvas.scroll({ dx, dy });
  const keys = {
    "+": acts.in,
    "=": acts.in,
    "-": acts.out,
    0: acts.whole,
    ArrowLeft: () => pan(PAN, 0),
    ArrowRight: () => pan(-PAN, 0),
    ArrowUp: () => pan(0, PAN),
    ArrowDown: () => pan(0, -PAN),
  };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  // The wheel belongs to the page until somebody is in the drawing.
  stage.addEventListener("focusin", () => viewer.get("zoomScroll").toggle(true));
  stage.addEventListener("focusout", () => viewer.get("zoomScroll").toggle(false));
};

// Fingers: one moves the drawing sideways (up and down is the page's), two zoom.
const touched = (stage, viewer) => {
  const canvas = viewer.get("canvas");
  const fingers = new Map();
  const apart = () => {
    const [one, two] = [...fingers.values()];
    return Math.hypot(one.x - two.x, one.y - two.y);
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  stage.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const before = fingers.size === 2 ? apart() : 0;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) canvas.scroll({ dx: event.clientX - last.x, dy: event.clientY - last.y });
    else if (before) canvas.zoom(Math.min(Math.max((canvas.zoom() * apart()) / before, 0.1), 4), { x: event.offsetX, y: event.offsetY });
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    stage.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
};

const show = (viewer, standing) => {
  const canvas = viewer.get("canvas");
  const whole = canvas.zoom("fit-viewport", "auto");
  if (whole >= READABLE || !standing.length) return;
  centre(viewer, standing[0], READABLE + 0.15);
};

export const draw = async (box) => {
  if (box.dataset.drawn) return;
  box.dataset.drawn = "yes";
  const waiting = box.firstElementChild;
  try {
    const [xml, marks] = await Promise.all([
      fetched(box.dataset.xml).then((answer) => answer.text()),
      box.dataset.marks ? fetched(box.dataset.marks).then((answer) => answer.json()) : { elements: {} },
      styled(box.dataset.style ?? new URL("./diagram.css", import.meta.url).href),
    ]);
    const stage = document.createElement("div");
    stage.className = "diagram-stage";
    box.append(stage);
    const viewer = new NavigatedViewer({ container: stage, zoomScroll: { enabled: false } });
    await viewer.importXML(xml);
    const drawn = viewer.get("elementRegistry");
    const known = Object.entries(marks.elements).filter(([id]) => drawn.get(id));
    const standing = known.filter(([, found]) => found.tokens).map(([id]) => id);
    for (const [id, found] of known) mark(viewer, id, found, { times: box.dataset.sayTimes });
    markFlows(viewer, marks.elements);
    const svg = stage.querySelector("svg[data-element-id]") ?? stage.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${box.dataset.sayName}. ${box.dataset.sayKeys}`);
    const acts = controls(box, viewer, standing);
    keyed(stage, viewer, acts);
    touched(stage, viewer);
    show(viewer, standing);
    waiting.textContent = box.dataset.sayKeys;
    waiting.className = "told hint";
    box.append(waiting);
    box.dataset.drawn = "done";
  } catch (trouble) {
    console.warn(trouble);
    waiting.textContent = box.dataset.sayFailed;
    box.dataset.drawn = "failed";
  }
};
