// A button that says how things are, data-on or data-off, and turns them over.
{
  const parts = (root) => [root.querySelector("[data-face]"), root.querySelector("input[type=hidden]")];
  const text = (root, value) => root.getAttribute(value === "1" ? "data-on" : "data-off");

  webgen.behaviour("flip", {
    init(root) {
      webgen.remember(root, parts(root)[1]);
    },
    click(root, event) {
      const [face, field] = parts(root);
      if (!event.target.closest("button")) return;
      const value = field.value === "1" ? "0" : "1";
      face.textContent = text(root, value);
      webgen.setValue(field, value);
    },
    reset(root) {
      const [face, field] = parts(root);
      field.value = root.getAttribute("data-initial");
      face.textContent = text(root, field.value);
    },
  });
}
