// Runs in every document, those of frames too, before its own scripts: makes the clock virtual and offers the engine one
// call that lets a document settle. Pages of sites do not use what it defines.
"use strict";
(() => {
  Object.defineProperty(window, "__webgen_virtual", { value: true });

  const MOST_DOCUMENTS = 8; // that one act may lead through
  let leaving = false; // another document has been asked for
  let resume = null;
  let act = 0; // the last act whose window this document's clock has passed
  let focus = null; // what had the focus when the last act ended

  const leave = () => { leaving = true; };
  navigation.addEventListener("navigate", (event) => {
    if (!event.destination.sameDocument && event.downloadRequest === null) leave();
  });

  // A link within the document moves the address only in a later task.
  let moving = null;
  window.addEventListener("click", (event) => {
    const target = event.composedPath()[0];
    const link = target instanceof Element ? target.closest("a[href]") : null;
    if (link === null || event.defaultPrevented || link.hash === "" || link.hash === location.hash) return;
    if (link.href.split("#")[0] !== location.href.split("#")[0]) return;
    moving = new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
  });

  // A submission becomes a navigation only in a later task. It is not told outside of a shadow tree.
  const submitted = (event) => {
    const form = event.target;
    const by = event.submitter;
    const method = by?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "";
    const target = by?.getAttribute("formtarget") ?? form.getAttribute("target") ?? "";
    if (event.defaultPrevented || method.toLowerCase() === "dialog" || target === "_blank") return;
    const left = { _top: window.top, _parent: window.parent }[target] ?? window;
    left.__webgen_engine.leave();
  };
  window.addEventListener("submit", submitted);
  const watched = new WeakSet();
  const watch = (event) => {
    for (const root of event.composedPath()) {
      if (!(root instanceof ShadowRoot) || watched.has(root)) continue;
      watched.add(root);
      root.addEventListener("submit", submitted);
    }
  };
  for (const kind of ["click", "keydown"]) window.addEventListener(kind, watch, true);

  const trees = (root = document) => {
    const found = [root];
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(...trees(node.shadowRoot));
    return found;
  };

  // The style sheets of shadow trees that came in later do not hold up the document.
  const styled = async () => {
    for (const link of trees().slice(1).flatMap((root) => [...root.querySelectorAll("link[rel=stylesheet]")])) {
      if (link.sheet === null) await new Promise((resolve) => link.addEventListener("load", resolve, { once: true }));
    }
  };

  // A document that is left keeps no form values for the way back.
  window.addEventListener("pagehide", () => {
    for (const node of trees().flatMap((root) => [...root.querySelectorAll("form, input, select, textarea")])) {
      node.setAttribute("autocomplete", "off");
    }
  });

  const task = () => new Promise((resolve) => setTimeout(resolve, 0));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const loaded = async () => {
    if (document.readyState !== "complete") {
      await new Promise((resolve) => window.addEventListener("load", resolve, { once: true }));
    }
  };
  const stayed = () => new Promise((resolve) => { resume = resolve; });

  const LINES = new Set(["text", "search", "email", "tel", "url", "password", "number"]);
  const isLine = (node) => node instanceof HTMLInputElement && LINES.has(node.type);
  const isBlock = (node) => node instanceof HTMLTextAreaElement || node.isContentEditable;

  const caretToEnd = (node) => {
    if (node instanceof HTMLTextAreaElement) node.setSelectionRange(node.value.length, node.value.length);
    else getSelection().modify("move", "forward", "documentboundary"); // works where selection ranges do not: number, email
  };

  const framesIn = () => [...document.querySelectorAll("iframe")];
  const engineOf = (node) => node.contentWindow?.__webgen_engine;

  // Put the caret where it belongs, here and in the frames; only one document has the focus.
  const placeCaret = (how) => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    if (node !== null && (node !== focus || how === "end")) {
      if (isLine(node) && how === "tab") node.select();
      else if (isLine(node) || isBlock(node)) caretToEnd(node);
    }
    focus = node;
    for (const inner of framesIn()) engineOf(inner)?.placeCaret(how);
  };

  // Let the document in a frame pass its time, and those that it leads to; the last of them stays.
  const settleFrame = async (node, number, ms) => {
    for (let left = MOST_DOCUMENTS; left >= 0 && node.isConnected; left--) {
      const next = new Promise((resolve) => node.addEventListener("load", () => resolve(false), { once: true }));
      const engine = engineOf(node);
      const arriving = node.contentWindow.location.href === "about:blank" || engine === undefined || engine.leaving();
      if (await (arriving ? next : Promise.race([engine.passOnce(number, ms), next]))) return;
    }
    if (node.isConnected) throw new Error(`one action led through more than ${MOST_DOCUMENTS} documents in a frame`);
  };

  // Pass the time of an act (once per act), then that of the frames, in the order of the document.
  const pass = async (number, ms) => {
    await loaded();
    await task();
    if (leaving) await stayed();
    if (act !== number) {
      act = number;
      if (typeof window.webgen?.advance === "function") await Promise.race([window.webgen.advance(ms), stayed()]);
      else await frame();
      await task();
      if (leaving) await stayed();
    }
    await styled();
    for (const node of framesIn()) await settleFrame(node, number, ms);
    if (leaving) await stayed();
    return true;
  };

  const anyLeaving = () => leaving || framesIn().some((node) => engineOf(node)?.anyLeaving() ?? false);

  // A frame is asked again where it has finished loading in the meantime; the answer is that of the first time.
  let passing = [0, null];
  const passOnce = (number, ms) => {
    if (passing[0] !== number) passing = [number, pass(number, ms)];
    return passing[1];
  };

  // Resolve with address and title once nothing more happens: `ms` of virtual time have passed (once per act), no document
  // is on its way, the focus is where it will stay. Never resolves in a document that is being replaced.
  const settle = async (number, ms, caret) => {
    await pass(number, ms);
    if (moving !== null) {
      await Promise.race([moving, frame().then(frame).then(frame)]); // at most three frames: it may come to nothing
      moving = null;
    }
    placeCaret(caret);
    return [location.href, document.title];
  };

  // The navigation came to nothing (no content, a download): go on in this document.
  const stay = () => {
    leaving = false;
    resume?.();
  };

  Object.defineProperty(window, "__webgen_engine", { value: {
    settle, stay, passOnce, placeCaret, leave, leaving: () => leaving, anyLeaving,
  } });
})();
