// A button that opens another element, a dialog, modally.
webgen.behaviour("dialog-open", {
  click(root) {
    const dialog = root.getRootNode().getElementById(root.getAttribute("data-dialog"));
    if (dialog && !dialog.open) dialog.showModal();
  },
});
