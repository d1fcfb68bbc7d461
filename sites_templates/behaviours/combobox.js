// A text field whose suggestions come from the server; the hidden input holds the choice, typing clears it.
{
  const parts = (root) => {
    const list = root.querySelector("[role=listbox]");
    return { list, field: root.querySelector("[role=combobox]"), input: root.querySelector("input[type=hidden]"),
      options: [...list.querySelectorAll("[role=option]")] };
  };

  const activate = ({ field, options }, option) => {
    for (const other of options) {
      other.toggleAttribute("data-active", other === option);
      other.setAttribute("aria-selected", String(other === option));
    }
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const close = (all) => {
    if (all.list.hidden && !all.list.firstChild) return;
    all.list.hidden = true;
    all.list.replaceChildren();
    all.field.setAttribute("aria-expanded", "false");
    all.field.removeAttribute("aria-activedescendant");
  };

  const choose = (all, option) => {
    const value = option.getAttribute("data-value");
    all.field.value = option.textContent.trim();
    close(all);
    all.field.focus();
    webgen.setValue(all.input, value);
  };

  webgen.behaviour("combobox", {
    init(root) {
      const { input, field } = parts(root);
      webgen.remember(root, input);
      if (!root.hasAttribute("data-initial-face")) root.setAttribute("data-initial-face", field.value);
    },
    input(root, event) {
      const { field, input } = parts(root);
      if (event.target === field) webgen.setValue(input, "");
    },
    swapped(root) {
      const all = parts(root);
      if (all.input.value !== "" || !all.list.firstElementChild) return close(all); // chosen meanwhile, or no answer
      all.options.forEach((option, index) => { option.id = `${all.list.id}-o${index}`; });
      all.list.hidden = false;
      all.field.setAttribute("aria-expanded", "true");
      return activate(all, undefined);
    },
    click(root, event) {
      const option = event.target.closest("[role=option]");
      if (option) choose(parts(root), option);
    },
    keydown(root, event) {
      const all = parts(root);
      if (event.target !== all.field || all.list.hidden) return;
      const at = all.options.findIndex((option) => option.hasAttribute("data-active"));
      if (event.key === "ArrowDown") activate(all, all.options[Math.min(at + 1, all.options.length - 1)]);
      else if (event.key === "ArrowUp") activate(all, all.options[Math.max(at - 1, 0)]);
      else if (event.key === "Enter" && at >= 0) choose(all, all.options[at]);
      else if (event.key === "Escape") close(all);
      else {
        if (event.key === "Tab") close(all);
        return;
      }
      event.preventDefault();
    },
    outside(root) {
      close(parts(root));
    },
    reset(root) {
      const all = parts(root);
      close(all);
      all.input.value = root.getAttribute("data-initial");
      all.field.value = root.getAttribute("data-initial-face");
    },
  });
}
