// A text field over a list of choices in the page: typing narrows the list, [data-open] shows all of it; Enter takes what is
// typed or the first that fits. The hidden input holds the choice, typing clears it.
{
  const parts = (root) => ({ text: root.querySelector("[role=combobox]"), list: root.querySelector("[role=listbox]"),
    field: root.querySelector("input[type=hidden]"), options: [...root.querySelectorAll("[data-pick]")] });

  const low = (text) => text.trim().toLowerCase();

  const offer = (root, typed) => {
    const { text, list, options } = parts(root);
    for (const option of options) option.hidden = !low(option.textContent).includes(typed);
    list.hidden = options.every((option) => option.hidden);
    text.setAttribute("aria-expanded", String(!list.hidden));
  };

  const close = (root) => {
    const { text, list } = parts(root);
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
  };

  const choose = (root, option) => {
    const { text, field } = parts(root);
    text.value = option.textContent.trim();
    close(root);
    text.focus();
    webgen.setValue(field, option.getAttribute("data-pick"));
  };

  webgen.behaviour("combo-filter", {
    init(root) {
      const { text, field } = parts(root);
      webgen.remember(root, field);
      if (!root.hasAttribute("data-initial-face")) root.setAttribute("data-initial-face", text.value);
    },
    input(root, event) {
      const { text, field } = parts(root);
      if (event.target !== text) return;
      offer(root, low(text.value));
      webgen.setValue(field, "");
    },
    click(root, event) {
      const option = event.target.closest("[data-pick]");
      if (option) choose(root, option);
      else if (!event.target.closest("[data-open]")) return;
      else if (parts(root).list.hidden) offer(root, "");
      else close(root);
    },
    keydown(root, event) {
      const { text, list, options } = parts(root);
      if (event.target !== text || list.hidden) return;
      if (event.key === "Escape") close(root);
      else if (event.key === "Enter") {
        const exact = options.find((option) => low(option.textContent) === low(text.value));
        choose(root, exact ?? options.find((option) => !option.hidden));
      } else return;
      event.preventDefault();
    },
    outside: (root) => close(root),
    reset(root) {
      const { text, field } = parts(root);
      close(root);
      field.value = root.getAttribute("data-initial");
      text.value = root.getAttribute("data-initial-face");
    },
  });
}
