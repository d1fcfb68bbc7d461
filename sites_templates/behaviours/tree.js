// A tree of groups and leaves: a group opens and closes; arrows walk over what is shown, one stop of the Tab key.
{
  const items = (root) => [...root.querySelectorAll("[role=treeitem]")];
  const groupOf = (item) => (item.hasAttribute("aria-controls") ? item.getRootNode().getElementById(item.getAttribute("aria-controls")) : null);
  const headOf = (root, item) => items(root).find((other) => groupOf(other)?.contains(item));
  const shown = (root) => items(root).filter((item) => item.closest("[role=group]")?.hidden !== true);

  const stop = (root, item) => {
    for (const other of items(root)) {
      if (other === item) other.removeAttribute("tabindex");
      else other.setAttribute("tabindex", "-1");
    }
  };

  const expand = (head, on) => {
    head.setAttribute("aria-expanded", String(on));
    groupOf(head).hidden = !on;
  };

  const go = (root, item) => {
    stop(root, item);
    item.focus();
  };

  webgen.behaviour("tree", {
    click(root, event) {
      const item = event.target.closest("[role=treeitem]");
      if (!item) return;
      stop(root, item);
      if (groupOf(item)) expand(item, item.getAttribute("aria-expanded") !== "true");
    },
    keydown(root, event) {
      const item = event.target.closest("[role=treeitem]");
      if (!item) return;
      const all = shown(root);
      const [at, last] = [all.indexOf(item), all.length - 1];
      const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
      const open = item.getAttribute("aria-expanded");
      if (to !== undefined) go(root, all[to]);
      else if (event.key === "ArrowRight" && open === "false") expand(item, true);
      else if (event.key === "ArrowRight" && open === "true") go(root, all[Math.min(at + 1, last)]);
      else if (event.key === "ArrowLeft" && open === "true") expand(item, false);
      else if (event.key === "ArrowLeft" && open === null) go(root, headOf(root, item));
      else return;
      event.preventDefault();
    },
  });
}
