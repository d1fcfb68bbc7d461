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
