// A slider over choices: hidden items with data-value, of which the position of the input[type=range] is one; [data-face] names it.
{
  const parts = (root) => [root.querySelector("[data-face]"), root.querySelector("input[type=hidden]")];

  webgen.behaviour("stepped", {
    init(root) {
      const [face, field] = parts(root);
      webgen.remember(root, field, face);
    },
    input(root, event) {
      const [face, field] = parts(root);
      const item = root.querySelectorAll("[data-value]")[Number(event.target.value)];
      face.textContent = item.textContent.trim();
      field.value = item.getAttribute("data-value");
    },
    reset(root) {
      const [face, field] = parts(root);
      field.value = root.getAttribute("data-initial");
      face.textContent = root.getAttribute("data-initial-face");
    },
  });
}
