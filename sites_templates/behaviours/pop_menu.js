// A button that opens a menu of radio items: arrows move, a choice and Escape give the focus back.
{
  const parts = (root) => {
    const menu = root.querySelector("[role=menu]");
    return { menu, button: root.querySelector("[aria-haspopup=menu]"), items: [...menu.querySelectorAll("[role=menuitemradio]")] };
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

  webgen.behaviour("pop-menu", {
    click(root, event) {
      const all = parts(root);
      if (all.button.contains(event.target)) (all.menu.hidden ? open : close)(all);
      else if (event.target.closest("[role=menuitemradio]")) give(all);
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
        const at = all.items.indexOf(event.target.closest("[role=menuitemradio]"));
        const last = all.items.length - 1;
        const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
        if (to === undefined) return;
        all.items[to]?.focus();
      }
      event.preventDefault();
    },
    outside(root) {
      const all = parts(root);
      if (!all.menu.hidden) close(all);
    },
    reset(root) {
      close(parts(root));
    },
  });
}
