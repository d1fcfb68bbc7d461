<<<<<<< HEAD
// A field whose text is dots until [data-reveal] is pressed.
{
  const show = (root, on) => {
    root.querySelector("[data-reveal]").setAttribute("aria-pressed", String(on));
    root.querySelector("input").setAttribute("type", on ? "text" : "password");
  };

  webgen.behaviour("reveal", {
    click(root, event) {
      const button = event.target.closest("[data-reveal]");
      if (button) show(root, button.getAttribute("aria-pressed") !== "true");
    },
    reset: (root) => show(root, false),
  });
}
=======
// A value behind dots: its button shows one or the other.
webgen.behaviour("reveal", {
  click(root, event) {
    const button = event.target.closest("[aria-pressed]");
    if (!button) return;
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    root.querySelector("[data-mask]").hidden = shown;
    root.querySelector("[data-bare]").hidden = !shown;
  },
});
>>>>>>> 3f2936d (Forms and records are laid out in containers, forms open in places, actions of records are in bars: each a discovered kind)
