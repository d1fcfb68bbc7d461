// Two buttons that turn through the values of a list, round and round.
{
  const parts = (root) => ({ input: root.querySelector("input[type=hidden]"), face: root.querySelector("[data-face]"),
    values: [...root.querySelectorAll("[data-value]")] });

  webgen.behaviour("carousel", {
    init(root) {
      const { input, face } = parts(root);
      webgen.remember(root, input, face);
    },
    click(root, event) {
      const button = event.target.closest("[data-step]");
      if (!button) return;
      const { input, face, values } = parts(root);
      const step = Number(button.getAttribute("data-step"));
      const at = values.findIndex((one) => one.getAttribute("data-value") === input.value);
      const from = at < 0 && step < 0 ? 0 : at;
      const to = values[(from + step + values.length) % values.length];
      face.textContent = to.textContent.trim();
      webgen.setValue(input, to.getAttribute("data-value"));
    },
    reset(root) {
      const { input, face } = parts(root);
      input.value = root.getAttribute("data-initial");
      face.textContent = root.getAttribute("data-initial-face");
    },
  });
}
