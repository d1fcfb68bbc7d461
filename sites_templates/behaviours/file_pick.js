// A file of which only the name is sent: an input[type=file], [data-face] with the name, [data-remove], a hidden input.
{
  const parts = (root) => ({ input: root.querySelector("input[type=file]"), face: root.querySelector("[data-face]"),
    remove: root.querySelector("[data-remove]"), field: root.querySelector("input[type=hidden]") });

  const show = (root, name) => {
    const { face, remove } = parts(root);
    face.textContent = name || root.getAttribute("data-empty");
    if (remove) remove.hidden = name === "";
  };

  webgen.behaviour("file-pick", {
    init(root) {
      webgen.remember(root, parts(root).field);
    },
    change(root, event) {
      const { input, field } = parts(root);
      if (event.target !== input || !input.files.length) return;
      show(root, input.files[0].name);
      webgen.setValue(field, input.files[0].name);
    },
    click(root, event) {
      const { input, remove, field } = parts(root);
      if (!remove?.contains(event.target)) return;
      input.focus();
      input.value = "";
      show(root, "");
      webgen.setValue(field, "");
    },
    reset(root) {
      const { field } = parts(root);
      field.value = root.getAttribute("data-initial");
      show(root, field.value);
    },
  });
}
