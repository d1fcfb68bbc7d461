// A text field with a button that empties it, there while there is something to empty.
{
  const parts = (root) => [root.querySelector("input"), root.querySelector("[data-clear]")];

  webgen.behaviour("clear", {
    click(root, event) {
      const [input, button] = parts(root);
      if (!button.contains(event.target)) return;
      input.focus();
      button.hidden = true;
      webgen.setValue(input, "");
    },
    input(root) {
      const [input, button] = parts(root);
      button.hidden = input.value === "";
    },
    reset(root) {
      const [input, button] = parts(root);
      button.hidden = input.defaultValue === "";
    },
  });
}
