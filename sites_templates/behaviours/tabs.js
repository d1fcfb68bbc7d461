// A tab list with its panels; selection follows focus.
{
  const select = (root, tab) => {
    for (const other of root.querySelectorAll("[role=tab]")) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      if (chosen) other.removeAttribute("tabindex");
      else other.setAttribute("tabindex", "-1");
      const panel = other.getRootNode().getElementById(other.getAttribute("aria-controls"));
      if (panel) panel.hidden = !chosen;
    }
  };

  webgen.behaviour("tabs", {
    click(root, event) {
      const tab = event.target.closest("[role=tab]");
      if (tab) select(root, tab);
    },
    keydown(root, event) {
      const tab = event.target.closest("[role=tab]");
      const tabs = [...root.querySelectorAll("[role=tab]")];
      const [at, count] = [tabs.indexOf(tab), tabs.length];
      if (at < 0) return;
      const to = { ArrowRight: (at + 1) % count, ArrowLeft: (at + count - 1) % count, Home: 0, End: count - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      select(root, tabs[to]);
      tabs[to].focus();
    },
  });
}
