// A value behind dots: its button shows one or the other.
webgen.behaviour("unmask", {
  click(root, event) {
    const button = event.target.closest("[aria-pressed]");
    if (!button) return;
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    root.querySelector("[data-mask]").hidden = shown;
    root.querySelector("[data-bare]").hidden = !shown;
  },
});
