// Buttons with data-value that put it into the input beside them.
webgen.behaviour("preset", {
  click(root, event) {
    const button = event.target.closest("[data-value]");
    if (button) webgen.setValue(root.querySelector("input"), button.getAttribute("data-value"));
  },
});
