// Runs in the world in which the snapshot's refs are kept (`_ariaRef` on elements): finds an element, decides whether a verb
// can be used on it and where the mouse goes, and makes the inputs that are not mouse or keyboard. Touches nothing
// before it is told to. The rules are those of docs/engine-rules.md.
"use strict";
(() => {
  const ROLES = ["button", "link", "checkbox", "radio", "switch", "tab", "option", "menuitem", "menuitemcheckbox",
    "menuitemradio", "combobox", "slider", "spinbutton", "textbox", "searchbox", "treeitem"];
  const HOLDERS = ":not(dialog):not([role=dialog]):not([role=tabpanel]):not([role=listbox])";
  const CONTROL = ["a[href]", "button", "input:not([type=hidden i])", "select", "textarea", "summary", "label", "option", "iframe",
    "[tabindex]" + HOLDERS, "[contenteditable]:not([contenteditable=false i])", "[hx-get]:not(form)", "[hx-post]:not(form)",
    ...ROLES.map((role) => `[role=${role}]`)].join(",");
  const DISABLED = "button:disabled,input:disabled,select:disabled,textarea:disabled,option:disabled,[aria-disabled=true]";
  const CHECKS = ["checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"];
  const LINES = ["text", "search", "email", "tel", "url", "password"];
  const DATES = ["date", "time", "month", "week", "datetime-local"];
  const FILLS = [...LINES, ...DATES, "number", "textarea", "editable", "range", "color"];
  const TYPES = [...LINES, "number", "textarea", "editable"];

  let target = null; // the element of the last check
  let before = null; // what had the focus before Tab was pressed

  // All elements, those of shadow trees too.
  function* everything(root = document) {
    for (const node of root.querySelectorAll("*")) {
      yield node;
      if (node.shadowRoot) yield* everything(node.shadowRoot);
    }
  }

  const find = (ref) => {
    for (const node of everything()) if (node._ariaRef?.ref === ref) return node;
    return null;
  };

  // Looking up, down and at a place goes through shadow roots as if they were not there.
  const above = (node) => {
    if (node.parentElement !== null) return node.parentElement;
    const root = node.getRootNode();
    return root instanceof ShadowRoot ? root.host : null;
  };

  const nearest = (node, selector) => {
    for (let at = node; at !== null; at = above(at)) if (at.matches(selector)) return at;
    return null;
  };

  const contains = (node, other) => {
    for (let at = other; at !== null; at = above(at)) if (at === node) return true;
    return false;
  };

  const hitAt = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (inner === null || inner === hit) break;
      hit = inner;
    }
    return hit;
  };

  const active = () => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node;
  };

  const shown = (node) => node.isConnected && node.getClientRects().length > 0
    && getComputedStyle(node).visibility === "visible";

  const kindOf = (node) => {
    if (node instanceof HTMLSelectElement) return "select";
    if (node instanceof HTMLOptionElement || node instanceof HTMLOptGroupElement) return "option";
    if (node instanceof HTMLTextAreaElement) return "textarea";
    if (node instanceof HTMLInputElement) {
      if (node.type === "checkbox" || node.type === "radio") return "check";
      return ["submit", "button", "reset", "image"].includes(node.type) ? "button" : node.type;
    }
    if (node.hasAttribute("contenteditable") && node.isContentEditable) return "editable";
    const role = node.getAttribute("role");
    if (CHECKS.includes(role)) return "check";
    return role === "combobox" || role === "listbox" ? "combobox" : "other";
  };

  const holdsControls = (node) => [...everything(node), ...(node.shadowRoot ? everything(node.shadowRoot) : [])]
    .some((one) => one.matches(CONTROL) && shown(one));

  // ---- which elements a verb fits; returns the kind that does not fit, or null --------------------------------------
  const misfits = {
    click(node) {
      if (nearest(node, "select") !== null) return node instanceof HTMLSelectElement ? "select" : "option";
      const control = nearest(node, CONTROL);
      if (control === null) return holdsControls(node) ? "holds" : null;
      if (control instanceof HTMLIFrameElement) return "holds";
      const acted = control instanceof HTMLLabelElement ? control.control : control;
      const kind = acted === null ? "other" : kindOf(acted);
      return ["select", "file", "color", "range"].includes(kind) ? kind : null;
    },
    fill: (node) => (FILLS.includes(kindOf(node)) ? null : kindOf(node)),
    type: (node) => (TYPES.includes(kindOf(node)) ? null : kindOf(node)),
    select: (node) => (kindOf(node) === "select" ? null : kindOf(node)),
    check(node, wanted) {
      if (kindOf(node) !== "check") return kindOf(node);
      const radio = node instanceof HTMLInputElement ? node.type === "radio"
        : ["radio", "menuitemradio"].includes(node.getAttribute("role"));
      return radio && !wanted ? "radio" : null;
    },
    upload: (node) => (kindOf(node) === "file" ? null : kindOf(node)),
    hover: () => null,
    drag: (node, begins) => (begins && nearest(node, "[draggable=true]") === null ? "still" : null),
  };

  const isDisabled = (node, verb) => {
    if (verb === "hover") return false;
    if (nearest(node, DISABLED) !== null) return true;
    return (verb === "fill" || verb === "type") && (node.readOnly === true || node.getAttribute("aria-readonly") === "true");
  };

  // ---- where the mouse can reach an element -------------------------------------------------------------------------
  const SPREAD = [0.5, 0.15, 0.85, 0.3, 0.7, 0.03, 0.97];

  // The frames around this document, the innermost first, each with the place of its inside in the document around it.
  const frames = () => {
    const found = [];
    for (let inner = window; inner !== window.top; inner = inner.parent) {
      const node = inner.frameElement;
      const box = node.getBoundingClientRect();
      const style = inner.parent.getComputedStyle(node);
      const left = box.left + node.clientLeft + parseFloat(style.paddingLeft);
      found.push({ node, around: inner.parent, left, top: box.top + node.clientTop + parseFloat(style.paddingTop) });
    }
    return found;
  };

  // Where the inside of this document begins in the tab.
  const origin = () => frames().reduce((at, frame) => [at[0] + frame.left, at[1] + frame.top], [0, 0]);

  // The part of this document that can be seen, in its own coordinates.
  const view = (around) => {
    let [left, top, right, bottom, x, y] = [0, 0, innerWidth, innerHeight, 0, 0];
    for (const frame of around) {
      [x, y] = [x + frame.left, y + frame.top];
      [left, top] = [Math.max(left, -x), Math.max(top, -y)];
      [right, bottom] = [Math.min(right, frame.around.innerWidth - x), Math.min(bottom, frame.around.innerHeight - y)];
    }
    return { left, top, right, bottom };
  };

  function* places(node, seen) {
    const edge = node instanceof HTMLInputElement && (DATES.includes(node.type) || node.type === "number");
    for (const box of [...node.getClientRects()].slice(0, 4)) {
      const left = Math.max(box.left, seen.left);
      const top = Math.max(box.top, seen.top);
      const width = Math.min(box.right, seen.right) - left;
      const height = Math.min(box.bottom, seen.bottom) - top;
      if (width <= 0 || height <= 0 || (box.width <= 1 && box.height <= 1)) continue;
      // off the picker and the spin buttons, which stand where a line ends
      const inward = Math.min(width / 2, 12);
      if (edge) yield [getComputedStyle(node).direction === "rtl" ? left + width - inward : left + inward, top + height / 2];
      for (const down of SPREAD) for (const across of SPREAD) yield [left + width * across, top + height * down];
    }
  }

  const reaches = (hit, node, through) => {
    if (hit === null) return false;
    if (contains(node, hit)) {
      if (through) return true; // a mouse that only rests there may rest on a control inside
      // not through another control inside this one
      const control = nearest(hit, CONTROL);
      return control === null || control === node || !contains(node, control);
    }
    return hit.closest("label")?.control === node;
  };

  // Follow a place out of the frames: where it is in the tab, or null where something lies over a frame.
  const outside = ([x, y], around) => {
    for (const frame of around) {
      [x, y] = [x + frame.left, y + frame.top];
      if (frame.around.document.elementFromPoint(x, y) !== frame.node) return null;
    }
    return [x, y];
  };

  const reach = (node, through) => {
    const around = frames();
    for (const place of places(node, view(around))) {
      if (!reaches(hitAt(...place), node, through)) continue;
      const found = outside(place, around);
      if (found !== null) return found;
    }
    return null;
  };

  const placeFor = (node, through) => {
    const control = nearest(node, CONTROL);
    const place = () => reach(node, through) ?? (control !== null && control !== node ? reach(control, through) : null);
    node.scrollIntoViewIfNeeded(true);
    const found = place();
    if (found !== null) return found;
    node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" }); // from under something that sticks
    return place();
  };

  // ---- facts that decide about values -------------------------------------------------------------------------------
  const clean = (text) => text.replace(/\s+/g, " ").trim();

  const facts = {
    click(node, button, plain) {
      const link = nearest(node, "a[href]");
      const control = nearest(node, CONTROL);
      const acted = control instanceof HTMLLabelElement ? control.control : control;
      const submits = acted !== null && acted.form != null && ["submit", "image"].includes(acted.type);
      // with Shift held, text is selected from the caret on, and the focus stays there
      const textless = control?.matches("button, input:is([type=checkbox], [type=radio], [type=button], [type=reset])") ?? false;
      const pastes = button === "middle" && acted !== null && TYPES.includes(kindOf(acted));
      return {
        odd: pastes || (!plain && !textless) || ((button === "middle" || !plain) && (link !== null || submits)),
        href: link === null ? null : link.getAttribute("href"),
        download: link !== null && link.hasAttribute("download"),
      };
    },
    fill: (node) => ({
      kind: kindOf(node),
      value: kindOf(node) === "editable" ? node.textContent : node.value,
      maxlength: node.maxLength ?? -1,
      low: node.getAttribute("min") ?? "",
      high: node.getAttribute("max") ?? "",
      step: node.getAttribute("step") ?? "",
    }),
    select: (node) => ({
      multiple: node.multiple,
      options: [...node.options].map((option) => ({
        value: option.value,
        label: clean(option.label),
        disabled: option.disabled || (option.parentElement instanceof HTMLOptGroupElement && option.parentElement.disabled),
        selected: option.selected,
      })),
    }),
    check: (node) => ({
      checked: node instanceof HTMLInputElement ? node.checked : node.getAttribute("aria-checked") === "true",
    }),
    upload: (node) => ({ multiple: node.multiple }),
    hover: () => ({}),
    drag: () => ({}),
  };
  facts.type = facts.fill;

  const modalOpen = () => [window, ...frames().map((frame) => frame.around)]
    .some((one) => [...everything(one.document)].some((node) => node.matches("dialog:modal")));

  // Decide about a verb: {error, …} or the place for the mouse and the facts.
  const check = (verb, ref, ...more) => {
    const node = find(ref);
    target = node;
    if (node === null || !shown(node)) return { error: "hidden" };
    const misfit = misfits[verb](node, ...more);
    if (misfit !== null) return { error: "wrong_element", kind: misfit };
    if (isDisabled(node, verb)) return { error: "disabled" };
    const place = placeFor(node, verb === "hover" || verb === "select"); // a list box is full of its own options
    if (place === null) return { error: "covered", modal: modalOpen() };
    return { x: place[0], y: place[1], ...facts[verb](node, ...more) };
  };

  // Where the mouse reaches the element of the last check now; null where it is gone, hidden or covered.
  const again = () => (target !== null && shown(target) ? placeFor(target) : null);

  // ---- inputs that are neither mouse nor keyboard -------------------------------------------------------------------
  const announce = (node, ...kinds) => {
    for (const kind of kinds) node.dispatchEvent(new Event(kind, { bubbles: true, composed: kind === "input" }));
  };

  const caretToEnd = () => {
    target.focus();
    if (target instanceof HTMLTextAreaElement) target.setSelectionRange(target.value.length, target.value.length);
    else getSelection().modify("move", "forward", "documentboundary");
  };

  // Focus the field with all of its text selected; false where it did not take the focus.
  const selectAll = () => {
    target.focus();
    if (target.select) target.select();
    else getSelection().selectAllChildren(target);
  };

  const clear = () => {
    selectAll();
    document.execCommand("delete");
  };

  const setValue = (value) => {
    target.focus();
    if (target.value === value) return;
    target.value = value;
    announce(target, "input", "change");
  };

  const choose = (positions) => {
    target.focus();
    const wanted = [...target.options].map((_, at) => positions.includes(at));
    if ([...target.options].every((option, at) => option.selected === wanted[at])) return;
    if (target.multiple) [...target.options].forEach((option, at) => { option.selected = wanted[at]; });
    else target.selectedIndex = positions[0];
    announce(target, "input", "change");
  };

  const upload = (files) => {
    const data = new DataTransfer();
    for (const { name, base64 } of files) {
      data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name));
    }
    target.files = data.files;
    announce(target, "input", "change");
  };

  // ---- keys ---------------------------------------------------------------------------------------------------------
  const nowhere = (node) => node === null || node === document.body || node === document.documentElement;

  const focused = () => {
    const node = active();
    if (nowhere(node)) return { kind: "other", href: null };
    const link = node.closest("a[href]");
    const own = kindOf(node);
    let kind = "other";
    if (own === "select") kind = node.multiple || node.size > 1 ? "listbox" : "select";
    else if (DATES.includes(own)) kind = "date";
    else if (LINES.includes(own)) kind = "line";
    else if (own === "textarea" || node.isContentEditable) kind = "block";
    else if (["number", "range", "file", "color"].includes(own)) kind = own;
    return { kind, href: link === node ? link.getAttribute("href") : null, download: link === node && link.hasAttribute("download") };
  };

  const topmost = () => {
    const open = [...everything()].filter((node) => node.matches("dialog:modal"));
    const top = open.find((dialog) => {
      const box = dialog.getBoundingClientRect();
      return contains(dialog, hitAt(box.left + box.width / 2, box.top + box.height / 2));
    });
    return top ?? open.at(-1) ?? document.body;
  };

  // Whether this is the document that has the focus itself, not one of its frames.
  const holdsFocus = () => document.hasFocus() && !(document.activeElement instanceof HTMLIFrameElement);

  // With nothing focused the browser would go on from wherever the last click or focus was; make it begin at an end.
  const beforeTab = (back) => {
    before = active();
    if (!nowhere(before)) return;
    const root = topmost();
    const end = document.createElement("span");
    end.tabIndex = -1;
    const hush = (event) => event.stopImmediatePropagation();
    const kinds = ["focus", "focusin", "blur", "focusout"];
    for (const kind of kinds) window.addEventListener(kind, hush, true);
    if (back) root.append(end);
    else root.prepend(end);
    end.focus({ preventScroll: true });
    end.remove();
    for (const kind of kinds) window.removeEventListener(kind, hush, true);
  };

  // Whether Tab has to be pressed once more: it rests on body, or (in the document it was pressed in) in another part of the
  // same date field.
  const restless = (here) => {
    const node = active();
    return nowhere(node) || (here && node === before && node instanceof HTMLInputElement && DATES.includes(node.type));
  };

  // ---- channels -----------------------------------------------------------------------------------------------------
  const boxes = () => {
    const found = {};
    const [x, y] = origin();
    for (const node of everything()) {
      if (node._ariaRef === undefined || !shown(node)) continue;
      const box = node.getBoundingClientRect();
      found[node._ariaRef.ref] = [x + box.left, y + box.top, box.width, box.height].map(Math.round);
    }
    return found;
  };

  globalThis.__webgen_probe = {
    has: (ref) => find(ref) !== null, holdsFocus, check, again, caretToEnd, selectAll, clear, setValue, choose, upload, focused, beforeTab, restless, boxes,
    scroll: (dx, dy) => window.scrollBy({ left: dx, top: dy, behavior: "instant" }),
    tag: () => target,
    shared: { DATES, LINES, above, active, clean, frames, hitAt, origin }, // with glass.js
  };
})();
