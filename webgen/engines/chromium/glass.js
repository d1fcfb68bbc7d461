// What a person's hand needs to know about a page, in the world in which the snapshot's refs are kept: what lies under the
// mouse, what has the focus and what it holds. Touches nothing, but for scrolling boxes inside the page.
"use strict";
globalThis.__webgen_glass ??= (() => {
  const { DATES, LINES, above, active, clean, frames, hitAt, origin } = globalThis.__webgen_probe.shared; // the probe is in every world

  const pathOf = (node) => {
    const path = [];
    for (let at = node; at !== null; at = above(at)) path.push(at);
    return path;
  };

  // What lies at a place of the tab in this document; null where another document is seen there.
  const under = (x, y) => {
    for (const frame of frames().reverse()) { // from the tab inwards
      if (frame.around.document.elementFromPoint(x, y) !== frame.node) return null;
      [x, y] = [x - frame.left, y - frame.top];
    }
    const hit = hitAt(x, y);
    return hit instanceof HTMLIFrameElement ? null : hit;
  };

  const refOf = (node) => node?._ariaRef?.ref ?? null;

  const kindOf = (node) => {
    if (node instanceof HTMLSelectElement) return node.multiple || node.size > 1 ? "listbox" : "select";
    if (node instanceof HTMLTextAreaElement) return "textarea";
    if (node instanceof HTMLInputElement) return [...LINES, ...DATES, "number", "range", "color", "file"].includes(node.type) ? node.type : "other";
    return node.hasAttribute("contenteditable") && node.isContentEditable ? "editable" : "other";
  };

  // Everything about a field that an editor laid over it must know.
  const factsOf = (node) => {
    const kind = kindOf(node);
    const [left, top] = origin();
    const box = node.getBoundingClientRect();
    const look = getComputedStyle(node);
    const options = node instanceof HTMLSelectElement ? [...node.options].map((one) => ({
      value: one.value, label: clean(one.label), selected: one.selected,
      disabled: one.disabled || (one.parentElement instanceof HTMLOptGroupElement && one.parentElement.disabled),
    })) : [];
    return {
      ref: refOf(node), kind, options, multiple: node.multiple === true,
      value: kind === "editable" ? node.textContent : String(node.value ?? ""),
      box: [left + box.left, top + box.top, box.width, box.height],
      locked: node.disabled === true || node.readOnly === true || node.getAttribute("aria-readonly") === "true" || node.matches(":disabled"),
      maxlength: node.maxLength ?? -1, low: node.getAttribute("min") ?? "", high: node.getAttribute("max") ?? "", step: node.getAttribute("step") ?? "",
      // whether the page may answer while the text is being written
      live: pathOf(node).some((one) => one.matches("[data-behaviour], [hx-trigger*=input]")) || node.matches("[role=combobox], [list], [hx-get], [hx-post]"),
      selected: node.selectionStart === 0 && node.selectionEnd > 0 && node.selectionEnd === node.value?.length,
      look: { font: look.font, color: look.color, background: look.backgroundColor, align: look.textAlign, direction: look.direction, padding: look.padding, masked: kind === "password" },
    };
  };

  // The elements at a place of the tab that snapshots give refs, from the inside out.
  const locate = (x, y) => {
    const hit = under(x, y);
    if (hit === null) return null;
    const refs = [];
    let acted = null;
    for (const node of pathOf(hit)) {
      const control = node instanceof HTMLLabelElement ? node.control : null;
      if (control !== null && refOf(control) !== null) { // a label means its control, unless a control inside it was met
        refs.push(refOf(control));
        acted ??= kindOf(control) === "other" ? null : control;
      }
      if (refOf(node) !== null) refs.push(refOf(node));
      if (kindOf(node) !== "other") acted ??= node;
    }
    const link = hit.closest("a[href]");
    return {
      refs, href: link?.getAttribute("href") ?? null, field: acted === null || refOf(acted) === null ? null : factsOf(acted),
      drags: pathOf(hit).some((node) => node.matches("[draggable=true]")),
    };
  };

  const focused = () => {
    const node = active();
    if (node === null || node === document.body || kindOf(node) === "other" || refOf(node) === null) return null;
    return factsOf(node);
  };

  // Scroll the innermost box under the mouse that can move that way; false where only the page itself is left.
  const scrollAt = (x, y, dx, dy) => {
    const hit = under(x, y);
    if (hit === null) return null;
    const outer = window === window.top ? document.scrollingElement : null;
    for (const node of pathOf(hit)) {
      if (node === outer) continue;
      const look = getComputedStyle(node);
      const [across, down] = [/auto|scroll/.test(look.overflowX) || node === document.scrollingElement, /auto|scroll/.test(look.overflowY) || node === document.scrollingElement];
      const before = [node.scrollLeft, node.scrollTop];
      node.scrollBy({ left: across ? dx : 0, top: down ? dy : 0, behavior: "instant" });
      if (node.scrollLeft !== before[0] || node.scrollTop !== before[1]) return true;
    }
    return false;
  };

  const between = (x, y, x2, y2) => {
    if (under(x, y) === null || under(x2, y2) === null) return null;
    const [left, top] = origin();
    const from = document.caretRangeFromPoint(x - left, y - top);
    const to = document.caretRangeFromPoint(x2 - left, y2 - top);
    if (from === null || to === null) return null;
    const range = document.createRange();
    const forward = from.compareBoundaryPoints(Range.START_TO_START, to) <= 0;
    const [first, last] = forward ? [from, to] : [to, from];
    range.setStart(first.startContainer, first.startOffset);
    range.setEnd(last.startContainer, last.startOffset);
    return clean(range.toString());
  };

  return { locate, focused, scrollAt, between };
})();
