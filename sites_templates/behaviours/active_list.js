// A list that keeps the focus itself: arrows move the active option, Space clicks it.
{
  const list = (root) => root.querySelector("[role=listbox]");
  const options = (root) => [...root.querySelectorAll("[role=option]")];

  const activate = (root, option) => {
    for (const other of options(root)) other.toggleAttribute("data-active", other === option);
    list(root).setAttribute("aria-activedescendant", option.id);
  };

  webgen.behaviour("active-list", {
    click(root, event) {
      const option = event.target.closest("[role=option]");
      if (option) activate(root, option);
    },
    keydown(root, event) {
      if (event.target !== list(root)) return;
      const all = options(root);
      const at = all.findIndex((option) => option.hasAttribute("data-active"));
      const last = all.length - 1;
      const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
      if (to !== undefined) activate(root, all[to]);
      else if (event.key !== " ") return;
      else if (at >= 0) webgen.fire(all[at], "click");
      event.preventDefault();
    },
  });
}
