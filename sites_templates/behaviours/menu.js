// A menu button: arrows cycle through the items, Escape and a choice give the focus back.
{
  // What every menu does: the role of its items, where a key leads to from an item, and whether a reset closes it.
  webgen.menu = (role, to, resets = false) => {
    const parts = (root) => {
      const menu = root.querySelector("[role=menu]");
      return { menu, button: root.querySelector("[aria-haspopup=menu]"), items: [...menu.querySelectorAll(`[role=${role}]`)] };
    };

    const open = ({ menu, button, items }) => {
      menu.hidden = false;
      button.setAttribute("aria-expanded", "true");
      (items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0])?.focus();
    };

    const close = ({ menu, button }) => {
      menu.hidden = true;
      button.setAttribute("aria-expanded", "false");
    };

    const give = (all) => {
      all.button.focus();
      close(all);
    };

    return {
      show: (root) => open(parts(root)),
      click(root, event) {
        const all = parts(root);
        if (all.button.contains(event.target)) (all.menu.hidden ? open : close)(all);
        else if (event.target.closest(`[role=${role}]`)) give(all);
      },
      keydown(root, event) {
        const all = parts(root);
        if (all.menu.hidden) {
          if (!all.button.contains(event.target) || event.key !== "ArrowDown") return;
          open(all);
        } else if (event.key === "Escape") give(all);
        else if (event.key === "Tab") {
          close(all);
          return;
        } else {
          const at = all.items.indexOf(event.target.closest(`[role=${role}]`));
          const next = to(at, all.items.length)[event.key];
          if (next === undefined) return;
          all.items[next]?.focus();
        }
        event.preventDefault();
      },
      outside(root) {
        const all = parts(root);
        if (!all.menu.hidden) close(all);
      },
      ...(resets ? { reset: (root) => close(parts(root)) } : {}),
    };
  };

  webgen.behaviour("menu", webgen.menu("menuitem", (at, count) => (
    { ArrowDown: (at + 1) % count, ArrowUp: (at <= 0 ? count : at) - 1, Home: 0, End: count - 1 }
  )));
}
