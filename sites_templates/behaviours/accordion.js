// Headings that are buttons over panels: opening one folds the others, pressing an open one folds it.
webgen.behaviour("accordion", {
  click(root, event) {
    const button = event.target.closest("[aria-controls]");
    const buttons = [...root.querySelectorAll("[data-fold]")];
    if (!buttons.includes(button)) return;
    const open = button.getAttribute("aria-expanded") !== "true";
    for (const other of buttons) {
      const shown = other === button && open;
      other.setAttribute("aria-expanded", String(shown));
      const panel = other.getRootNode().getElementById(other.getAttribute("aria-controls"));
      if (panel) panel.hidden = !shown;
    }
  },
});
