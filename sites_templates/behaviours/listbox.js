// A drop-down of our own: focus stays on the button, aria-activedescendant follows the active option.
{
  const parts = (root) => {
    const list = root.querySelector("[role=listbox]");
    const button = root.querySelector("[role=combobox]");
    return { list, button, face: button.querySelector("span"), input: root.querySelector("input[type=hidden]"),
      options: [...list.querySelectorAll("[role=option]")] };
  };
  const usable = (options) => options.filter((option) => option.getAttribute("aria-disabled") !== "true");

  const activate = ({ button, options }, option) => {
    for (const other of options) other.toggleAttribute("data-active", other === option);
    if (option) button.setAttribute("aria-activedescendant", option.id);
    else button.removeAttribute("aria-activedescendant");
  };

  const open = (all) => {
    all.list.hidden = false;
    all.button.setAttribute("aria-expanded", "true");
    const live = usable(all.options);
    activate(all, live.find((option) => option.getAttribute("aria-selected") === "true") ?? live[0]);
  };

  const close = (all) => {
    if (all.list.hidden) return;
    all.list.hidden = true;
    all.button.setAttribute("aria-expanded", "false");
    activate(all, undefined);
  };

  const show = ({ options, face }, value, text) => {
    for (const option of options) {
      option.setAttribute("aria-selected", String(option.getAttribute("data-value") === value));
    }
    face.textContent = text;
  };

  const choose = (all, option) => {
    if (option.getAttribute("aria-disabled") === "true") return;
    const value = option.getAttribute("data-value");
    show(all, value, option.textContent.trim());
    close(all);
    all.button.focus();
    webgen.setValue(all.input, value);
  };

  const move = (all, key) => {
    const live = usable(all.options);
    const at = live.findIndex((option) => option.hasAttribute("data-active"));
    const last = live.length - 1;
    const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[key];
    activate(all, live[to]);
  };

  webgen.behaviour("listbox", {
    init(root) {
      const { input, face } = parts(root);
      webgen.remember(root, input, face);
    },
    click(root, event) {
      const all = parts(root);
      const option = event.target.closest("[role=option]");
      if (option) choose(all, option);
      else if (all.button.contains(event.target)) (all.list.hidden ? open : close)(all);
    },
    keydown(root, event) {
      const all = parts(root);
      if (!all.button.contains(event.target)) return;
      const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
      if (all.list.hidden) {
        if (!arrow) return;
        open(all);
      } else if (arrow || event.key === "Home" || event.key === "End") move(all, event.key);
      else if (event.key === "Enter" || event.key === " ") {
        const active = all.options.find((option) => option.hasAttribute("data-active"));
        if (active) choose(all, active);
      } else if (event.key === "Escape") close(all);
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
      show(all, all.input.value, root.getAttribute("data-initial-face"));
    },
  });
}
