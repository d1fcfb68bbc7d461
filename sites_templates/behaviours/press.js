// Buttons that stay down, each with its data-value, and a hidden input: one of several, or one alone with data-off.
{
  const parts = (root) => [[...root.querySelectorAll("[aria-pressed]")], root.querySelector("input[type=hidden]")];

  const show = (buttons, value) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.getAttribute("data-value") === value));
  };

  webgen.behaviour("press", {
    init(root) {
      webgen.remember(root, parts(root)[1]);
    },
    click(root, event) {
      const [buttons, input] = parts(root);
      const button = event.target.closest("[aria-pressed]");
      if (!button) return;
      const down = button.getAttribute("aria-pressed") === "true";
      const value = button.getAttribute(down && button.hasAttribute("data-off") ? "data-off" : "data-value");
      show(buttons, value);
      webgen.setValue(input, value);
    },
    reset(root) {
      const [buttons, input] = parts(root);
      input.value = root.getAttribute("data-initial");
      show(buttons, input.value);
    },
  });
}
