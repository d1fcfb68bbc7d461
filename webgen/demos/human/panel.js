// The panel: shows the picture of the page, catches what mouse and keyboard do over it, and sends it on, one event at a time.
// Text is written in an editor laid over the field; it goes to the page in one piece when the person leaves the field (or
// pauses, where the page answers while one writes).
"use strict";
const by = (id) => document.getElementById(id);
const stage = by("stage");
const over = by("over");
const WHEEL = 120; // ms without a wheel event after which the scrolling is sent
const TICK = 500; // ms between two questions whether something has come due
const FAR = 6; // px that a mouse may move in a click

let state = { level: 0, over: true };
const queue = []; // events to be sent, and keys that were pressed meanwhile
let busy = false;
let held = null; // a click that waits for a second one
let asking = false; // whether the recorder is being asked if something has come due
let touched = 0; // when a key was pressed last
let sent = null; // the event that is under way

// ---- sending -------------------------------------------------------------------------------------------------------
const tell = () => { document.body.dataset.busy = String(busy || queue.length > 0 || held !== null || wheel !== null || pause !== 0); stage.classList.toggle("busy", busy); };

const send = (event) => { queue.push(event); tell(); pump(); };

const pump = async () => {
  if (busy) return;
  busy = true;
  tell();
  while (queue.length > 0) {
    const next = queue.shift();
    if (next.pressed) { // it goes to where the focus is by now
      write(next.pressed);
      continue;
    }
    sent = next;
    const edit = next.kind === "edit" ? next : next.edit;
    if (edit && editor?.facts.ref === edit.ref) editor.told = edit.text;
    try {
      const answer = await fetch("event", { method: "POST", body: JSON.stringify({ ...next, level: state.level }) });
      show(await answer.json());
    } catch {
      by("said").textContent = "The recorder does not answer; is it still running?";
      queue.length = 0;
    }
  }
  busy = false;
  sent = null;
  tell();
};

// Whether the person can write on in the editor while what it held is on its way to the page.
const writesOn = () => !busy || (sent?.kind === "edit" && !sent.submit && editor !== null && !queue.some((one) => one.pressed)
  && !(editor.facts.maxlength > 0 && editor.node.value.length >= editor.facts.maxlength));

// ---- showing -------------------------------------------------------------------------------------------------------
const make = (tag, set, ...inside) => {
  const node = Object.assign(document.createElement(tag), set);
  node.append(...inside);
  return node;
};

const show = (next) => {
  if (next.turn < state.turn) return; // an older answer that was overtaken
  const before = state;
  state = next;
  if (next.over) {
    by("goal").textContent = next.note || "No level is open. Look at the terminal.";
    over.replaceChildren();
    editor = null;
    by("picture").removeAttribute("src");
    document.body.dataset.level = "";
    return;
  }
  if (next.picture) by("picture").src = `data:image/png;base64,${next.picture}`;
  by("goal").textContent = (next.note ? `${next.note}\n` : "") + next.goal;
  by("answering").hidden = !next.asks;
  if (before.level !== next.level) by("answer").value = "";
  const said = next.difference ? `Kept apart: ${next.difference} Undo the step, or go on. ${next.said}` : next.said;
  by("said").textContent = said;
  by("said").classList.toggle("failed", next.failed || next.difference !== null);
  if (document.activeElement !== by("address")) by("address").value = next.url;
  by("tabs").replaceChildren(...next.tabs.flatMap((url, index) => {
    const tab = make("button", { textContent: index === next.tab ? next.title || url : url, title: url });
    tab.setAttribute("aria-pressed", String(index === next.tab));
    tab.addEventListener("click", () => send({ kind: "tab", do: "select", index }));
    if (next.tabs.length < 2) return [tab];
    const close = make("button", { textContent: "×", title: "Close tab" });
    close.addEventListener("click", () => send({ kind: "tab", do: "close", index }));
    return [tab, close];
  }), make("button", { textContent: "+", title: "New tab", onclick: () => send({ kind: "tab", do: "new" }) }));
  by("count").textContent = `${next.steps.length} of ${next.limit} steps`;
  by("steps").replaceChildren(...next.steps.map((text) => make("li", { textContent: text })));
  by("steps").scrollTop = by("steps").scrollHeight;
  if (next.copied) navigator.clipboard?.writeText(next.copied).catch(() => {});
  document.body.dataset.level = String(next.level);
  lay(next);
};

// ---- mouse ---------------------------------------------------------------------------------------------------------
const MOUSE = ["left", "middle", "right"];
const modifiersOf = (event) => ["Alt", "Control", "Meta", "Shift"].filter((name) => event.getModifierState(name));
const at = (event) => {
  const box = stage.getBoundingClientRect();
  return { x: event.clientX - box.left - stage.clientLeft, y: event.clientY - box.top - stage.clientTop };
};
const withEdit = (event) => { const edit = pending(); return edit === null ? event : { ...event, edit }; };

let down = null;
stage.addEventListener("mousedown", (event) => {
  if (event.target instanceof Element && event.target.closest("#over *")) return;
  event.preventDefault(); // what is being written stays as it is until the event is sent
  if (inPanel()) (editor?.node ?? stage).focus({ preventScroll: true });
  down = { ...at(event), button: event.button };
});
stage.addEventListener("contextmenu", (event) => event.preventDefault());
stage.addEventListener("auxclick", (event) => event.preventDefault());
window.addEventListener("mouseup", (event) => {
  const first = down;
  down = null;
  if (first === null || state.over || event.button !== first.button) return;
  const last = at(event);
  if (Math.hypot(last.x - first.x, last.y - first.y) > FAR) {
    if (first.button === 0) send(withEdit({ kind: "drag", x: first.x, y: first.y, x2: last.x, y2: last.y }));
    return;
  }
  click(event, MOUSE[event.button] ?? "left");
});

const release = () => { const event = held?.event; clearTimeout(held?.timer); held = null; if (event) send(event); };

const click = (event, button) => {
  const second = event.detail % 2 === 0 && event.detail > 0;
  if (second && held !== null && button === "left") {
    held.event.double = true;
    release();
    return;
  }
  release();
  const made = withEdit({ kind: "click", ...at(event), button, modifiers: modifiersOf(event), count: second ? 2 : 1 });
  if (state.hold > 0 && button === "left" && !second) held = { event: made, timer: setTimeout(release, state.hold) };
  else send(made);
  tell();
};

let wheel = null;
stage.addEventListener("wheel", (event) => {
  if (event.target instanceof Element && event.target.closest(".menu")) return;
  event.preventDefault();
  const scale = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 600 : 1;
  clearTimeout(wheel?.timer);
  const place = wheel?.event ?? { kind: "wheel", ...at(event), dx: 0, dy: 0 };
  place.dx += event.deltaX * scale;
  place.dy += event.deltaY * scale;
  wheel = { event: place, timer: setTimeout(() => { wheel = null; leave(); send(place); }, WHEEL) };
  tell();
}, { passive: false });

// ---- keyboard ------------------------------------------------------------------------------------------------------
const SPECIAL = ["Tab", "Enter", "Escape", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];
const MEANT_FOR_NOBODY = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process", "Unidentified"];

const keyName = (key) => {
  if (key.key === "Tab") return key.shift ? "Shift+Tab" : "Tab";
  if (key.key === " ") return "Space";
  return key.key;
};

// Whether a key is the page's business and not that of the editor over the field.
const leavesEditor = (key) => {
  const { facts, node } = editor;
  if (key.key === "Tab" || key.key === "Escape") return true;
  if (key.key === "Enter") return !BLOCKS.includes(facts.kind);
  if (NATIVE.includes(facts.kind)) return false;
  if (key.key === "ArrowUp" || key.key === "ArrowDown") return !BLOCKS.includes(facts.kind) && facts.kind !== "number";
  return SPECIAL.includes(key.key) && node.value === "" && facts.value === "" && !["PageUp", "PageDown"].includes(key.key);
};

// Do a key that was caught: to the page, or, where it was pressed while an event was under way, into the editor.
const write = (key) => {
  if (editor === null || leavesEditor(key)) {
    const edit = pending();
    if (edit !== null && key.key === "Enter") queue.unshift({ kind: "edit", ...edit, submit: true });
    else queue.unshift(withEdit({ kind: "key", key: keyName(key) }));
    return;
  }
  const { node } = editor;
  if (NATIVE.includes(editor.facts.kind)) return; // parts of a date take keys only from the keyboard itself
  const text = key.text ?? (key.key.length === 1 ? key.key : "");
  if (text !== "") node.setRangeText(text, node.selectionStart, node.selectionEnd, "end");
  else if (key.key === "Enter") node.setRangeText("\n", node.selectionStart, node.selectionEnd, "end");
  else if (key.key === "Backspace" && node.value !== "") node.setRangeText("", Math.max(0, node.selectionStart - (node.selectionStart === node.selectionEnd ? 1 : 0)), node.selectionEnd, "end");
  else return;
  node.dispatchEvent(new Event("input"));
};

stage.addEventListener("keydown", (event) => {
  touched = performance.now();
  if (event.isComposing || MEANT_FOR_NOBODY.includes(event.key) || state.over) return;
  if (event.target instanceof Element && event.target.closest(".menu")) return;
  const selectsAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
  if ((event.ctrlKey || event.metaKey || event.altKey) && !(selectsAll && editor === null)) return; // copying, the browser's own keys
  if (held === null && editor !== null && writesOn() && !leavesEditor(event)) return; // the editor does it
  event.preventDefault();
  release();
  const pressed = { key: selectsAll ? "Control+A" : event.key, shift: event.shiftKey };
  send({ pressed });
});

// ---- the buttons around ----------------------------------------------------------------------------------------------
const plain = (id, event) => by(id).addEventListener("click", () => send(withEdit(event())));
plain("done", () => ({ kind: "done" }));
plain("undo", () => ({ kind: "undo" }));
plain("wait", () => ({ kind: "wait", ms: 1000 }));
plain("back", () => ({ kind: "back" }));
plain("forward", () => ({ kind: "forward" }));
by("give_up").addEventListener("click", () => { if (confirm("End this level as one that cannot be done?")) send(withEdit({ kind: "give_up" })); });
by("cancel").addEventListener("click", () => { if (confirm("Leave this level without keeping anything?")) send({ kind: "cancel" }); });
by("answering").addEventListener("submit", (event) => {
  event.preventDefault();
  send(withEdit({ kind: "done", answer: by("answer").value }));
});
by("going").addEventListener("submit", (event) => {
  event.preventDefault();
  const url = by("address").value;
  by("address").blur();
  stage.focus({ preventScroll: true });
  send(withEdit({ kind: "go", url }));
});

// What is due comes while the person only looks. A level that is over is followed by the next one.
const quiet = () => !busy && !asking && queue.length === 0 && held === null && wheel === null && down === null && !document.hidden
  && (state.over || (state.menu === null && pending() === null && performance.now() - touched > 2 * TICK));

setInterval(async () => {
  if (!quiet()) return;
  asking = true;
  try {
    const answer = state.over ? await fetch("state") : await fetch("event", { method: "POST", body: JSON.stringify({ kind: "idle", level: state.level }) });
    const next = await answer.json();
    if (next.over ? !state.over : next.picture) show(next); // else nothing has changed: what is open stays open
  } catch {
    if (!state.over) by("said").textContent = "The recorder does not answer; is it still running?";
  }
  asking = false;
}, TICK);
fetch("state").then((answer) => answer.json()).then(show).then(tell);
