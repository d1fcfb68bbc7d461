// A modal dialog: open from the start where data-open says so; data-close inside closes it.
webgen.behaviour("dialog", {
  init(root) {
    if (root.hasAttribute("data-open") && !root.open) root.showModal();
  },
  click(root, event) {
    const button = event.target.closest("[data-close]");
    if (button && button.closest("dialog") === root) root.close();
  },
});
