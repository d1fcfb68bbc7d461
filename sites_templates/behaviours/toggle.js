// A button that shows and hides one element.
webgen.behaviour("toggle", {
  click(root) {
    const open = root.getAttribute("aria-expanded") !== "true";
    root.setAttribute("aria-expanded", String(open));
    const panel = root.getRootNode().getElementById(root.getAttribute("aria-controls"));
    if (panel) panel.hidden = !open;
  },
});
