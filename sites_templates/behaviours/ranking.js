// A list in an order: items with data-value stand in a list, the hidden input holds their values in order. An item is moved by
// [data-by] buttons in it, by arrow keys once its [data-grip] button is pressed, and by dragging it onto another one.
{
  const field = (root) => root.querySelector("input[type=hidden]");
  const items = (root) => [...root.querySelectorAll("[data-value]")];
  const valueOf = (item) => item.getAttribute("data-value");
  const grips = (root) => [...root.querySelectorAll("[data-grip]")];

  // Put an item at another place; what had the focus in it keeps it.
  const move = (root, item, to) => {
    const all = items(root);
    const from = all.indexOf(item);
    if (to < 0 || to >= all.length || to === from) return;
    const focused = root.getRootNode().activeElement;
    const list = item.parentElement;
    list.insertBefore(item, to > from ? all[to].nextElementSibling : all[to]);
    if (item.contains(focused)) focused.focus({ preventScroll: true });
    webgen.setValue(field(root), items(root).map(valueOf).join("|"));
  };

  const release = (root) => { for (const grip of grips(root)) grip.setAttribute("aria-pressed", "false"); };

  webgen.behaviour("ranking", {
    init(root) {
      webgen.remember(root, field(root));
    },
    click(root, event) {
      const button = event.target.closest("[data-by]");
      const grip = event.target.closest("[data-grip]");
      if (button) {
        const item = button.closest("[data-value]");
        move(root, item, items(root).indexOf(item) + Number(button.getAttribute("data-by")));
      } else if (grip) {
        const held = grip.getAttribute("aria-pressed") === "true";
        release(root);
        grip.setAttribute("aria-pressed", held ? "false" : "true");
      }
    },
    keydown(root, event) {
      const grip = event.target.closest("[data-grip]");
      if (!grip) return;
      const held = grip.getAttribute("aria-pressed") === "true";
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
      const item = grip.closest("[data-value]");
      const to = items(root).indexOf(item) + step;
      if (step !== 0) {
        event.preventDefault();
        if (held) move(root, item, to);
        else grips(root)[to]?.focus();
      } else if (event.key === "Escape" && held) {
        event.preventDefault();
        release(root);
      }
    },
    dropped(root, event) {
      const all = items(root);
      const to = all.indexOf(event.target.closest("[data-value]"));
      if (all.includes(event.item) && to >= 0) move(root, event.item, to);
    },
    reset(root) {
      release(root);
      const order = root.getAttribute("data-initial").split("|");
      const known = new Map(items(root).map((item) => [valueOf(item), item]));
      const list = items(root)[0].parentElement;
      for (const value of order) list.append(known.get(value));
      field(root).value = order.join("|");
    },
  });
}
