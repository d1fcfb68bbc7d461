// A menu button: arrows cycle through the items, Escape and a choice give the focus back.
{
  const parts = (root) => {
    const menu = root.querySelector("[role=menu]");
    return { menu, button: root.querySelector("[aria-haspopup=menu]"), items: [...menu.querySelectorAll("[role=menuitem]")] };
  };

  const open = ({ menu, button, items }) => {
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    items[0]?.focus();
  };

  const close = ({ menu, button }) => {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
  };

  const give = (all) => {
    all.button.focus();
    close(all);
  };

  webgen.behaviour("menu", {
    click(root, event) {
      const all = parts(root);
      if (all.button.contains(event.target)) (all.menu.hidden ? open : close)(all);
      else if (event.target.closest("[role=menuitem]")) give(all);
    },
    keydown(root, event) {
      const all = parts(root);
      const onButton = all.button.contains(event.target);
      if (all.menu.hidden) {
        if (!onButton || event.key !== "ArrowDown") return;
        open(all);
      } else if (event.key === "Escape") give(all);
      else if (event.key === "Tab") {
        close(all);
        return;
      } else {
        const at = all.items.indexOf(event.target.closest("[role=menuitem]"));
        const count = all.items.length;
        const to = { ArrowDown: (at + 1) % count, ArrowUp: (at <= 0 ? count : at) - 1, Home: 0, End: count - 1 }[event.key];
        if (to === undefined) return;
        all.items[to]?.focus();
      }
      event.preventDefault();
    },
    outside(root) {
      const all = parts(root);
      if (!all.menu.hidden) close(all);
    },
  });
}
