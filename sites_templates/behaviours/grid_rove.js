// Arrow keys move the focus over a grid of things with data-value that has data-columns columns; one is a stop of the Tab key.
{
  const items = (root) => [...root.querySelectorAll("[data-value]")];

  const stop = (root, item) => {
    for (const other of items(root)) {
      if (other === item) other.removeAttribute("tabindex");
      else other.setAttribute("tabindex", "-1");
    }
  };

  webgen.behaviour("grid-rove", {
    click(root, event) {
      const item = event.target.closest("[data-value]");
      if (item) stop(root, item);
    },
    keydown(root, event) {
      const all = items(root);
      const at = all.indexOf(event.target.closest("[data-value]"));
      const row = Number(root.getAttribute("data-columns"));
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[event.key];
      if (at < 0 || by === undefined) return;
      event.preventDefault();
      if (!all[at + by]) return;
      stop(root, all[at + by]);
      all[at + by].focus();
    },
    reset(root) {
      const all = items(root);
      stop(root, all.find((item) => item.getAttribute("aria-pressed") === "true") ?? all[0]);
    },
  });
}
