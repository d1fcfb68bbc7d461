// The client of every site: a virtual clock, a small hypermedia client (a subset of the htmx vocabulary, own code) and
// declarative behaviours. Plain ES2022; one global, `webgen`. Behaviour files register themselves; the last line of the
// served script calls webgen.start().
"use strict";
(() => {
  const virtual = window.__webgen_virtual === true;
  const framed = window !== window.top;
  const foreign = "htmx" in window; // the real htmx serves hx-*; we keep clock and behaviours

  // ---- clock -------------------------------------------------------------------------------------------------------
  // Virtual: a queue that only advance() runs. Live: the same calls on real timers.
  let now = 0;
  let sequence = 0;
  let opened = null; // virtual time at which the running advance() began
  let leaving = false; // this document is being replaced by script: nothing more will happen here
  const queue = new Map(); // id -> {due, id, run}

  const later = (ms, run) => {
    const id = ++sequence;
    if (virtual) queue.set(id, { due: now + ms, id, run });
    else queue.set(id, { timer: setTimeout(() => { queue.delete(id); run(); }, ms) });
    return id;
  };

  const cancel = (id) => {
    const entry = queue.get(id);
    queue.delete(id);
    if (entry?.timer !== undefined) clearTimeout(entry.timer);
  };

  const earliest = () => {
    let best = null;
    for (const entry of queue.values()) {
      if (best === null || entry.due < best.due || (entry.due === best.due && entry.id < best.id)) best = entry;
    }
    return best;
  };

  // One animation frame (focus fix-up, autofocus) and one task (queued events such as dialog close).
  const settled = () => new Promise((resolve) => {
    let done = false;
    const finish = () => { if (!done) { done = true; setTimeout(resolve, 0); } };
    requestAnimationFrame(finish);
    setTimeout(finish, 250); // a page in the background gets no frames
  });

  const advance = async (ms) => {
    const end = now + ms;
    opened = now;
    for (let next = earliest(); next !== null && next.due <= end && !leaving; next = earliest()) {
      queue.delete(next.id);
      now = Math.max(now, next.due);
      next.run();
    }
    if (leaving) return new Promise(() => {}); // the next document answers instead
    now = end;
    opened = null;
    await settled();
    return now;
  };

  const leave = (go) => {
    leaving = virtual;
    go();
  };

  const goTo = (address) => {
    const url = new URL(address, location.href);
    const fragmentOnly = url.hash && url.href.split("#")[0] === location.href.split("#")[0];
    const go = () => { if (framed) location.replace(url.href); else location.href = url.href; };
    if (fragmentOnly) go();
    else leave(go);
  };

  // ---- frames ------------------------------------------------------------------------------------------------------
  // What is in a frame adds no entries to the history of the tab: links and searches in it, and links into it, replace.
  const plainClick = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  const windowFor = (name) => {
    if (name === "" || name === "_self") return framed ? window : null;
    return document.querySelector(`iframe[name="${CSS.escape(name)}"]`)?.contentWindow ?? null;
  };

  const replaceByLink = (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (link === null || event.defaultPrevented || !plainClick(event) || link.hasAttribute("download")) return;
    const goal = link.hostname === location.hostname ? windowFor(link.target) : null;
    if (goal === null) return;
    event.preventDefault();
    goal.location.replace(link.href);
  };

  const replaceByForm = (event) => {
    const by = event.submitter;
    const wish = (name) => by?.getAttribute(`form${name}`) ?? event.target.getAttribute(name) ?? "";
    if (event.defaultPrevented || !["", "get"].includes(wish("method").toLowerCase())) return;
    const goal = windowFor(wish("target"));
    if (goal === null) return;
    event.preventDefault();
    const url = new URL(wish("action") || location.href, location.href);
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(event.target, by)) {
      query.append(name, (typeof value === "string" ? value : value.name).replace(/\r\n|\r|\n/g, "\r\n"));
    }
    url.search = query.size ? query : "?";
    goal.location.replace(url.href);
  };

  // A page that comes back from history shows what the site sent, not what was typed into it before: the browser
  // restores native controls (between load and pageshow) but no widgets, and half a form is worse than a fresh one.
  const forgetRestored = () => {
    if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return;
    for (const control of inside(document, "input, textarea, option")) {
      if (control.tagName === "OPTION") control.selected = control.defaultSelected;
      else if (control.type === "checkbox" || control.type === "radio") control.checked = control.defaultChecked;
      else if (control.value !== control.defaultValue) control.value = control.defaultValue;
    }
  };

  // ---- shadow trees ------------------------------------------------------------------------------------------------
  // Events, inheritance and new content go through open shadow roots as if they were not there; ids and selectors stay in
  // the tree they are used in, and turn to the document where that has nothing.
  const hostOf = (node) => {
    const root = node.getRootNode();
    return root instanceof ShadowRoot ? root.host : null;
  };
  const above = (node) => node.parentElement ?? hostOf(node);

  const nearest = (node, selector) => {
    for (let at = node; at !== null; at = above(at)) if (at.matches(selector)) return at;
    return null;
  };

  let shadows = false; // whether this page has shadow trees at all

  // All elements inside that match, in order, those of a shadow tree in the place of its host's children.
  const inside = (node, selector) => {
    if (!shadows) return [...node.querySelectorAll(selector)];
    const found = [];
    const visit = (children) => {
      for (const child of children) {
        if (child.matches(selector)) found.push(child);
        if (child.shadowRoot) visit(child.shadowRoot.children);
        visit(child.children);
      }
    };
    if (node.shadowRoot) visit(node.shadowRoot.children);
    visit(node.children);
    return found;
  };

  const selectAll = (node, selector) => {
    const root = node.getRootNode();
    const own = root instanceof ShadowRoot ? [...root.querySelectorAll(selector)] : [];
    return own.length ? own : [...document.querySelectorAll(selector)];
  };

  const contains = (node, other) => {
    for (let at = other; at !== null; at = above(at)) if (at === node) return true;
    return false;
  };

  // Make shadow trees of declarations in content that did not come with the document.
  const attachDeclared = (content) => {
    for (const template of content.querySelectorAll("template[shadowrootmode=open]")) {
      const host = template.parentElement;
      template.remove();
      const root = host.attachShadow({ mode: "open" });
      shadows = true;
      root.append(template.content);
      attachDeclared(root);
    }
  };

  // ---- behaviours --------------------------------------------------------------------------------------------------
  const behaviours = new Map();
  const started = new WeakMap(); // root -> names whose init has run

  const behaviour = (name, rules) => behaviours.set(name, rules);

  const rulesOf = (root) =>
    (root.getAttribute("data-behaviour") ?? "").split(/\s+/).filter((name) => behaviours.has(name))
      .map((name) => [name, behaviours.get(name)]);

  const within = (node, selector) => [...(node.matches(selector) ? [node] : []), ...inside(node, selector)];

  const init = (node) => {
    listenIn(node);
    for (const root of within(node, "[data-behaviour]")) {
      const done = started.get(root) ?? new Set();
      started.set(root, done);
      for (const [name, rules] of rulesOf(root)) {
        if (!done.has(name)) rules.init?.(root);
        done.add(name);
      }
    }
  };

  const pathOf = (node) => {
    const path = [];
    for (let at = node; at instanceof Element; at = above(at)) path.push(at);
    return path;
  };

  const offer = (kind, target, event) => {
    for (const root of pathOf(target)) {
      if (!root.hasAttribute("data-behaviour")) continue;
      for (const [, rules] of rulesOf(root)) rules[kind]?.(root, event);
    }
  };

  const closeOthers = (event) => {
    for (const root of inside(document, "[data-behaviour]")) {
      if (contains(root, event.target)) continue;
      for (const [, rules] of rulesOf(root)) rules.outside?.(root);
    }
  };

  const resetWidgets = (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    for (const root of within(event.target, "[data-behaviour]")) {
      for (const [, rules] of rulesOf(root)) rules.reset?.(root);
    }
  };

  // An event is heard in the tree it happens in, where its target is known; some never leave a shadow tree.
  const treeOf = (event) => event.composedPath().find((one) => one instanceof ShadowRoot) ?? document;
  const hearIn = (tree, kind, run, capture) =>
    tree.addEventListener(kind, (event) => { if (treeOf(event) === tree) run(event); }, capture);

  // Capture: behaviours bring hidden inputs up to date before a request collects them.
  const listen = (tree) => {
    for (const kind of ["click", "keydown", "input", "change"]) {
      hearIn(tree, kind, (event) => offer(kind, event.target, event), true);
    }
    hearIn(tree, "click", closeOthers, true);
    hearIn(tree, "reset", resetWidgets, true);
    if (!foreign) for (const kind of ["click", "submit", "change", "input"]) hearIn(tree, kind, hear, false);
    hearIn(tree, "click", replaceByLink, false);
    hearIn(tree, "submit", replaceByForm, false);
  };

  const heard = new WeakSet(); // shadow roots
  const listenIn = (node) => {
    for (const host of [node, ...node.querySelectorAll("*")]) {
      const root = host.shadowRoot ?? null;
      if (root === null || heard.has(root)) continue;
      shadows = true;
      heard.add(root);
      listen(root);
      for (const child of root.children) listenIn(child);
    }
  };

  const fire = (node, kind) => node.dispatchEvent(new Event(kind, { bubbles: true }));

  // Set a widget's hidden value; a `change` goes up only when it is another value.
  const setValue = (input, value) => {
    if (input.value === value) return;
    input.value = value;
    fire(input, "change");
  };

  // Remember what a widget showed first, for the reset of its form.
  const remember = (root, input, face) => {
    if (root.hasAttribute("data-initial")) return;
    root.setAttribute("data-initial", input.value);
    if (face) root.setAttribute("data-initial-face", face.textContent);
  };

  // ---- questions and failures --------------------------------------------------------------------------------------
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escape = (text) => text.replace(/[&<>"]/g, (character) => escapes[character]);

  const said = (name, english) => document.documentElement.getAttribute(name) ?? english; // in the language of the page

  const ask = (question, label, yes) => {
    document.getElementById("webgen-confirm")?.remove();
    document.body.insertAdjacentHTML("beforeend",
      '<dialog id="webgen-confirm" class="modal" aria-labelledby="webgen-question">'
      + `<div class="modal-body"><p id="webgen-question">${escape(question)}</p></div><div class="modal-actions">`
      + '<button type="button" class="button" data-answer="no">' + escape(said("data-cancel", "Cancel")) + "</button>"
      + `<button type="button" class="button primary" data-answer="yes">${escape(label)}</button></div></dialog>`);
    const dialog = document.getElementById("webgen-confirm");
    dialog.addEventListener("click", (event) => {
      const answer = event.target.closest("[data-answer]")?.getAttribute("data-answer");
      if (!answer) return;
      dialog.close();
      dialog.remove();
      if (answer === "yes") yes();
    });
    dialog.addEventListener("close", () => dialog.remove()); // Escape
    dialog.showModal();
  };

  const showFailure = () => {
    document.getElementById("webgen-failure")?.remove();
    document.body.insertAdjacentHTML("beforeend",
      '<div id="webgen-failure" class="toast error" role="alert" data-behaviour="toast" data-timeout="4000">'
      + `${escape(said("data-failed", "Something went wrong. Try again."))}</div>`);
    init(document.getElementById("webgen-failure"));
  };

  // ---- hypermedia: what an element asks for ------------------------------------------------------------------------
  const inherited = (node, name) => nearest(node, `[${name}]`)?.getAttribute(name) ?? null;
  const states = new WeakMap(); // element -> {timer, last, busy, queued}
  const stateOf = (node) => {
    if (!states.has(node)) states.set(node, { timer: 0, last: new Map(), busy: false, queued: null });
    return states.get(node);
  };

  const milliseconds = (text) => (text.endsWith("ms") ? 1 : 1000) * parseFloat(text);

  const parseTrigger = (text) => {
    const [head, ...rest] = text.trim().split(/\s+/);
    if (head === "every") return { kind: "every", every: milliseconds(rest[0]), delay: 0, changed: false };
    const delay = rest.find((word) => word.startsWith("delay:"));
    return { kind: head, every: 0, delay: delay ? milliseconds(delay.slice(6)) : 0, changed: rest.includes("changed") };
  };

  const defaultKind = (node) => {
    if (node.tagName === "FORM") return "submit";
    if (node.matches('input[type="button"], input[type="submit"]')) return "click";
    return node.matches("input, textarea, select") ? "change" : "click";
  };

  const parsed = new Map();
  const triggersOf = (node) => {
    const text = node.getAttribute("hx-trigger") ?? defaultKind(node);
    if (!parsed.has(text)) parsed.set(text, text.split(",").map(parseTrigger));
    return parsed.get(text);
  };

  const boostedCall = (node) => {
    if (node.tagName !== "A" && node.tagName !== "FORM") return null;
    if (inherited(node, "hx-boost") !== "true") return null;
    if (node.tagName === "A") {
      const href = node.getAttribute("href");
      const here = node.target === "" || node.target === "_self";
      if (!href || href.startsWith("#") || !here || node.hostname !== location.hostname) return null;
      return { verb: "get", path: href, boosted: true };
    }
    const method = (node.getAttribute("method") ?? "get").toLowerCase();
    if (method === "dialog") return null;
    const path = node.getAttribute("action") || location.href;
    return { verb: method, path: method === "get" ? path.replace(/\?[^#]*/, "") : path, boosted: true };
  };

  const callOf = (node) => {
    for (const verb of ["get", "post"]) {
      const path = node.getAttribute(`hx-${verb}`);
      if (path !== null) return { verb, path: path || location.href, boosted: false };
    }
    return boostedCall(node);
  };

  const targetOf = (node, boosted) => {
    const holder = nearest(node, "[hx-target]");
    if (holder === null) return boosted ? document.body : node;
    const text = holder.getAttribute("hx-target");
    if (text === "this") return holder;
    if (text.startsWith("closest ")) return nearest(node, text.slice(8).trim());
    return selectAll(node, text)[0] ?? null;
  };

  // ---- hypermedia: the values a request carries --------------------------------------------------------------------
  const BUTTONS = new Set(["button", "submit", "image", "reset", "file"]);

  const ownEntry = (node) => {
    if (!node.name || node.disabled || BUTTONS.has(node.type) || node.closest("fieldset[disabled]")) return [];
    if ((node.type === "checkbox" || node.type === "radio") && !node.checked) return [];
    if (!("value" in node) || node.tagName === "FORM") return [];
    if (node.tagName === "SELECT" && node.multiple) {
      return [...node.selectedOptions].map((option) => [node.name, option.value]);
    }
    return [[node.name, node.value]];
  };

  const formEntries = (form) =>
    [...new FormData(form)].filter(([, value]) => typeof value === "string" || value.name !== "")
      .map(([name, value]) => [name, typeof value === "string" ? value : value.name]);

  const override = (entries, winners) => {
    const names = new Set(winners.map(([name]) => name));
    return [...entries.filter(([name]) => !names.has(name)), ...winners];
  };

  const extraValues = (node) => {
    const merged = {};
    for (const at of pathOf(node).filter((one) => one.hasAttribute("hx-vals"))) {
      for (const [name, value] of Object.entries(JSON.parse(at.getAttribute("hx-vals")))) merged[name] ??= value;
    }
    return Object.entries(merged).map(([name, value]) => [name, String(value)]);
  };

  const included = (node) => {
    const holder = nearest(node, "[hx-include]");
    if (holder === null) return [];
    const text = holder.getAttribute("hx-include");
    if (text === "this") return [holder];
    if (text.startsWith("closest ")) return [nearest(node, text.slice(8).trim())].filter(Boolean);
    return selectAll(node, text);
  };

  const valuesOf = (node, verb, submitter) => {
    const seen = new Set();
    const plain = [];
    const strong = []; // values of the form win over the others
    const drop = (list, entries) => {
      for (const [name, value] of entries) {
        const at = list.findIndex((entry) => entry[0] === name && entry[1] === value);
        if (at >= 0) list.splice(at, 1);
      }
    };
    const take = (list, element) => {
      if (element === null || seen.has(element)) return;
      seen.add(element);
      list.push(...ownEntry(element));
      if (element.tagName !== "FORM") return;
      for (const control of element.elements) {
        if (seen.has(control)) drop(list, ownEntry(control)); // the form brings it again
        seen.add(control);
      }
      list.push(...formEntries(element));
    };
    if (verb !== "get") take(strong, node.tagName === "FORM" ? node : node.form ?? node.closest("form"));
    take(plain, node);
    const button = submitter ?? (node.matches('button, input[type="submit"]') ? node : null);
    if (button?.getAttribute("name")) strong.push([button.name, button.value]);
    for (const element of included(node)) {
      take(plain, element);
      if (element.tagName === "FORM") continue;
      for (const control of inside(element, "input, textarea, select")) take(plain, control);
    }
    return override(override(plain, strong), extraValues(node));
  };

  const encode = (entries) =>
    entries.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

  // ---- hypermedia: sending and taking in ---------------------------------------------------------------------------
  const indicatorsOf = (node) => {
    const selector = inherited(node, "hx-indicator");
    if (selector === null) return [node];
    if (selector.startsWith("closest ")) return [nearest(node, selector.slice(8).trim())].filter(Boolean);
    return selectAll(node, selector);
  };

  // Virtual mode asks synchronously: the site has seen the request before anything else can happen to the page, and
  // the answer waits in the queue for its latency.
  const transport = (verb, url, headers, body, done) => {
    if (virtual) {
      const request = new XMLHttpRequest();
      let answer = null;
      try {
        request.open(verb, url, false);
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        request.send(body);
        const get = (name) => request.getResponseHeader(name);
        answer = { status: request.status, text: request.responseText, url: request.responseURL, get };
      } catch {
        answer = null;
      }
      later(Number(answer?.get("X-Webgen-Latency") ?? 0), () => done(answer));
      return;
    }
    fetch(url, { method: verb, headers, body })
      .then(async (response) => {
        const get = (name) => response.headers.get(name);
        return { status: response.status, text: await response.text(), url: response.url, get };
      })
      .catch(() => null)
      .then((answer) => later(Number(answer?.get("X-Webgen-Latency") ?? 0), () => done(answer)));
  };

  const headersFor = (node, target, boosted) => {
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
    if (opened !== null && now > opened) headers["X-Webgen-Elapsed"] = String(now - opened);
    const named = { "HX-Trigger": node.getAttribute("id"), "HX-Trigger-Name": node.getAttribute("name"),
      "HX-Target": target.getAttribute("id"), "HX-Boosted": boosted ? "true" : null };
    for (const [name, value] of Object.entries(named)) if (value !== null) headers[name] = encodeURI(value);
    return headers;
  };

  const send = (node, call, submitter) => {
    const target = targetOf(node, call.boosted);
    if (!node.isConnected || target === null) return;
    const state = stateOf(node);
    if (state.busy) { // the newest waits for the one in flight
      state.queued = () => send(node, call, submitter);
      return;
    }
    state.busy = true;
    const verb = submitter?.getAttribute("formmethod")?.toLowerCase() ?? call.verb;
    const [path, anchor] = (submitter?.getAttribute("formaction") ?? call.path).split("#");
    const values = encode(valuesOf(node, verb, submitter));
    const asked = verb === "get" && values ? path + (path.includes("?") ? "&" : "?") + values : path;
    const headers = headersFor(node, target, call.boosted);
    if (verb !== "get") headers["Content-Type"] = "application/x-www-form-urlencoded";
    const indicators = indicatorsOf(node);
    for (const element of indicators) element.classList.add("htmx-request");
    transport(verb.toUpperCase(), asked, headers, verb === "get" ? null : values, (answer) => {
      state.busy = false;
      takeIn(node, target, { ...call, asked, anchor }, answer);
      if (leaving) return;
      for (const element of indicators) element.classList.remove("htmx-request");
      const queued = state.queued;
      state.queued = null;
      queued?.();
    });
  };

  const takeIn = (node, target, call, answer) => {
    if (answer === null || (answer.status >= 400 && answer.status !== 422)) return showFailure();
    const redirect = answer.get("HX-Redirect");
    if (redirect !== null) return goTo(redirect);
    if (answer.status === 204 || !target.isConnected) return undefined;
    const address = pushedAddress(node, call, answer);
    if (address !== null) push(address);
    const style = (inherited(node, "hx-swap") ?? "innerHTML").trim().split(/\s+/)[0];
    swap(target, style, answer.text);
    if (call.boosted) window.scrollTo(0, 0);
    return undefined;
  };

  const pushedAddress = (node, call, answer) => {
    const header = answer.get("HX-Push-Url");
    const wish = header ?? inherited(node, "hx-push-url") ?? (call.boosted ? "true" : "false");
    if (wish === "false") return null;
    if (wish !== "true") return wish;
    const url = answer.url ? new URL(answer.url) : new URL(call.asked, location.href);
    return url.pathname + url.search + (call.anchor ? `#${call.anchor}` : "");
  };

  // Both entries are marked: going back to a marked entry loads its page afresh.
  const push = (address) => {
    if (framed) {
      history.replaceState(null, "", address);
      return;
    }
    history.replaceState({ webgen: true }, "", location.href);
    history.pushState({ webgen: true }, "", address);
  };

  const contentOf = (text) => {
    const head = text.slice(0, 400).replace(/<!--[\s\S]*?-->/g, "").trimStart().toLowerCase();
    if (/^(<!doctype[^>]*>\s*)?<(html|body|head)[\s>]/.test(head)) {
      const page = new DOMParser().parseFromString(text, "text/html");
      attachDeclared(page.body);
      return { nodes: [...page.body.childNodes], title: page.title };
    }
    const template = document.createElement("template");
    template.innerHTML = text;
    attachDeclared(template.content);
    const title = [...template.content.children].find((child) => child.tagName === "TITLE");
    title?.remove();
    return { nodes: [...template.content.childNodes], title: title?.textContent ?? "" };
  };

  const place = (target, style, nodes) => {
    if (style === "outerHTML" && target !== document.body) target.replaceWith(...nodes);
    else if (style === "innerHTML" || style === "outerHTML") target.replaceChildren(...nodes);
    else if (style === "beforeend") target.append(...nodes);
    else if (style === "afterbegin") target.prepend(...nodes);
    else if (style === "delete") target.remove();
    else return [];
    return style === "delete" ? [] : nodes.filter((child) => child instanceof Element);
  };

  const keepFocus = (old) => {
    if (old === null || old.isConnected || !old.id) return;
    const twin = document.getElementById(old.id);
    if (twin === null) return;
    if (old.selectionStart && twin.setSelectionRange) {
      try { twin.setSelectionRange(old.selectionStart, old.selectionEnd); } catch { /* not a text field any more */ }
    }
    twin.focus({ preventScroll: true });
  };

  const swap = (target, style, text) => {
    const focused = document.activeElement;
    const around = above(target);
    const { nodes, title } = contentOf(text);
    const added = place(target, style, nodes);
    keepFocus(focused);
    if (title) document.title = title;
    for (const child of added) {
      process(child);
      within(child, "[autofocus]")[0]?.focus();
      init(child);
    }
    offer("swapped", target.isConnected ? target : around, null);
  };

  // ---- hypermedia: when ------------------------------------------------------------------------------------------
  const issue = (node, call, submitter) => {
    if (!node.isConnected) return;
    const holder = nearest(node, "[hx-confirm]");
    if (holder === null) return send(node, call, submitter);
    const label = inherited(node, "data-confirm-label") ?? "Confirm";
    return ask(holder.getAttribute("hx-confirm"), label, () => send(node, call, submitter));
  };

  // Both the timers of a page and its requests end when their element has gone.
  const poll = (node, call, ms) => {
    later(ms, () => {
      if (!node.isConnected) return;
      issue(node, call, null);
      poll(node, call, ms);
    });
  };

  const cancels = (node, event) => {
    if (event.type === "submit") return true;
    if (event.type !== "click") return false;
    const button = node.closest("button, input");
    if (button?.type === "submit" && button.form) return true;
    const link = node.closest("a[href]");
    return link !== null && !/^#./.test(link.getAttribute("href"));
  };

  const trigger = (node, call, rule, event) => {
    const state = stateOf(node);
    if (rule.changed) {
      if (state.last.get(rule) === event.target.value) return;
      state.last.set(rule, event.target.value);
    }
    cancel(state.timer);
    const submitter = event.submitter ?? null;
    if (rule.delay > 0) state.timer = later(rule.delay, () => issue(node, call, submitter));
    else issue(node, call, submitter);
  };

  const hear = (event) => {
    if (event.defaultPrevented && event.type === "submit") return;
    for (const node of pathOf(event.target)) {
      const call = callOf(node);
      if (call === null) continue;
      if (call.boosted && node.tagName === "A" && (event.ctrlKey || event.metaKey)) continue;
      for (const rule of call.boosted ? [parseTrigger(defaultKind(node))] : triggersOf(node)) {
        if (rule.kind !== event.type) continue;
        if (cancels(node, event)) event.preventDefault();
        trigger(node, call, rule, event);
      }
    }
  };

  const process = (node) => {
    if (foreign) return;
    for (const element of within(node, "[hx-get], [hx-post]")) {
      const call = callOf(element);
      for (const rule of triggersOf(element)) {
        if (rule.changed) stateOf(element).last.set(rule, element.value);
        if (rule.kind === "every") poll(element, call, rule.every);
        if (rule.kind !== "load") continue;
        if (rule.delay > 0) later(rule.delay, () => issue(element, call, null));
        else issue(element, call, null);
      }
    }
  };

  const returned = (event) => {
    if (event.state?.webgen) leave(() => location.reload());
  };

  const adoptHtmx = () => {
    document.addEventListener("htmx:load", (event) => init(event.detail.elt));
    document.addEventListener("htmx:afterSettle", (event) => {
      if (event.target === event.detail.target) offer("swapped", event.target, null);
    });
    document.addEventListener("htmx:responseError", showFailure);
    document.addEventListener("htmx:sendError", showFailure);
    document.addEventListener("htmx:confirm", (event) => {
      if (!event.detail.question) return;
      event.preventDefault();
      const label = inherited(event.detail.elt, "data-confirm-label") ?? "Confirm";
      ask(event.detail.question, label, () => event.detail.issueRequest(true));
    });
  };

  const start = () => {
    window.addEventListener("pageshow", forgetRestored);
    listen(document);
    listenIn(document.body);
    if (foreign) adoptHtmx();
    else window.addEventListener("popstate", returned);
    process(document.body);
    init(document.body);
  };

  window.webgen = {
    advance, behaviour, start, later, cancel, fire, setValue, remember, inside, ownEntry,
    get now() { return now; },
    get leaving() { return leaving; },
    get pending() { return queue.size; },
  };
})();
