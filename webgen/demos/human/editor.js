// What lies over the picture: an editor over the field with the focus, and lists to choose from. Uses panel.js, which uses it.
"use strict";
const PAUSE = 500; // ms without a key after which a live field is told
let editor = null; // {facts, node, refused, told}: what lies over the field with the focus, and what of it was refused or sent
let pause = 0; // the timer of a live field in which the person writes

const inPanel = () => document.activeElement !== null && document.activeElement.matches("header *, .chrome *, aside *");

// Lay over the picture what the person writes in or chooses from.
const lay = (next) => {
  const facts = next.focus;
  const kept = editor !== null && facts !== null && next.menu === null && editor.facts.ref === facts.ref && editor.facts.kind === facts.kind;
  if (kept) {
    const old = editor.told ?? editor.facts.value;
    const now = editor.node.value;
    if (next.failed) editor.refused = now;
    else if (now.startsWith(old)) { // what was written meanwhile stands behind what the page holds now
      const whole = facts.value + now.slice(old.length);
      if (now !== whole) editor.node.value = whole;
    }
    editor.told = null;
    editor.facts = facts;
    putAt(editor.node, facts.box);
    if (pending() !== null) editor.node.dispatchEvent(new Event("input"));
    return;
  }
  const away = inPanel();
  over.replaceChildren();
  editor = null;
  clearTimeout(pause);
  pause = 0;
  if (next.menu !== null) over.append(menuOf(next));
  else if (facts !== null && !facts.locked && !["select", "listbox", "file", "other"].includes(facts.kind)) {
    editor = { facts, node: editorOf(facts), refused: null, told: null };
    over.append(editor.node);
    if (!away) {
      editor.node.focus();
      if (["text", "search", "email", "tel", "url", "password", "number", "textarea", "editable"].includes(facts.kind)) {
        const end = editor.node.value.length;
        editor.node.setSelectionRange(facts.selected ? 0 : end, end);
      }
    }
  }
  if (editor === null && next.menu === null && !away) stage.focus({ preventScroll: true });
};

const putAt = (node, [x, y, width, height]) => Object.assign(node.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });

const BLOCKS = ["textarea", "editable"];
const NATIVE = ["date", "time", "month", "week", "datetime-local", "range", "color"];

const editorOf = (facts) => {
  const block = BLOCKS.includes(facts.kind);
  const node = make(block ? "textarea" : "input", { className: "editor", autocomplete: "off", spellcheck: false });
  if (!block) node.type = NATIVE.includes(facts.kind) ? facts.kind : facts.look.masked ? "password" : "text";
  for (const [name, value] of [["min", facts.low], ["max", facts.high], ["step", facts.step]]) if (value !== "") node.setAttribute(name, value);
  if (facts.maxlength >= 0) node.maxLength = facts.maxlength;
  node.value = facts.value;
  node.setAttribute("aria-label", "Editor");
  node.dataset.ref = facts.ref;
  Object.assign(node.style, { font: facts.look.font, color: facts.look.color, textAlign: facts.look.align, direction: facts.look.direction, padding: facts.look.padding });
  node.style.backgroundColor = /, 0\)$/.test(facts.look.background) ? "#fff" : facts.look.background;
  putAt(node, facts.box);
  node.addEventListener("input", () => {
    clearTimeout(pause);
    pause = 0;
    if (editor?.node !== node || !editor.facts.live || NATIVE.includes(facts.kind)) return tell();
    const told = () => {
      pause = 0;
      if (editor?.node === node) leave();
      tell();
    };
    if (editor.facts.maxlength > 0 && node.value.length >= editor.facts.maxlength) return told();
    pause = setTimeout(told, PAUSE);
    return tell();
  });
  node.addEventListener("beforeinput", (event) => { // text that comes without keys, while the editor may be about to go
    if (writesOn() || event.isComposing || event.inputType !== "insertText" || !event.data) return;
    event.preventDefault();
    send({ pressed: { key: "", text: event.data } });
  });
  node.addEventListener("change", () => { if (["range", "color"].includes(facts.kind)) leave(); });
  node.addEventListener("blur", () => { if (editor?.node === node && node.isConnected && !busy) leave(); });
  node.addEventListener("mouseup", (event) => { // a list that opens at a click has to hear of it
    if (editor?.node === node && editor.facts.live && event.button === 0 && node.selectionStart === node.selectionEnd) click(event, "left");
  });
  return node;
};

// What stands in the editor and not in the page yet; null where nothing does.
const pending = () => {
  if (editor === null) return null;
  const { facts, node, refused } = editor;
  if (node.value === facts.value || node.value === refused) return null;
  return { ref: facts.ref, text: node.value, base: facts.value, live: facts.live, secret: facts.look.masked };
};

const leave = () => { const edit = pending(); if (edit !== null) send({ kind: "edit", ...edit }); };

// ---- choices -------------------------------------------------------------------------------------------------------
const labelFor = (options) => (one) => { // a label, where it means this option and no other
  const same = options.filter((other) => other.label === one.label || other.value === one.label);
  return same.length === 1 || same.every((other) => other === one) ? one.label : one.value;
};

const menuOf = ({ menu, files }) => {
  const file = menu.kind === "file";
  const many = menu.multiple;
  const options = file ? files.map((name) => ({ label: name, value: name })) : menu.options;
  const nameOf = file ? (one) => one.value : labelFor(options);
  const list = make("select", { multiple: many, size: Math.max(2, Math.min(options.length, 12)) });
  list.setAttribute("aria-label", "Choices");
  list.append(...options.map((one, at) => make("option", { textContent: one.label, value: String(at), disabled: one.disabled === true, selected: one.selected === true })));
  const take = () => {
    const names = [...list.selectedOptions].map((one) => nameOf(options[Number(one.value)]));
    if (names.length > 0 || many) send(file ? { kind: "files", ref: menu.ref, names } : { kind: "choose", ref: menu.ref, values: names });
  };
  const shut = () => { state = { ...state, menu: null }; lay(state); };
  const box = make("div", { className: "menu" }, list);
  box.append(make("div", {}, ...(many ? [make("button", { textContent: "OK", onclick: take })] : []), make("button", { textContent: "Close", onclick: shut })));
  if (!many) list.addEventListener("click", (event) => { if (event.target instanceof HTMLOptionElement) take(); });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter") take();
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
  });
  const [x, y, width, height] = menu.box;
  Object.assign(box.style, { left: `${Math.min(x, 1100)}px`, top: `${y + height < 480 ? y + height : Math.max(0, y - 300)}px`, minWidth: `${width}px` });
  queueMicrotask(() => list.focus());
  return box;
};
