// Arrow keys move the focus among the things with data-value; one of them is a stop of the Tab key.
{
  const items = (root) => [...root.querySelectorAll("[data-value]")];

  const stop = (root, item) => {
    for (const other of items(root)) {
      if (other === item) other.removeAttribute("tabindex");
      else other.setAttribute("tabindex", "-1");
    }
  };

  webgen.behaviour("rove", {
    click(root, event) {
      const item = event.target.closest("[data-value]");
      if (item) stop(root, item);
    },
    keydown(root, event) {
      const all = items(root);
      const [at, count] = [all.indexOf(event.target.closest("[data-value]")), all.length];
      if (at < 0) return;
      const [next, back] = [(at + 1) % count, (at + count - 1) % count];
      const to = { ArrowRight: next, ArrowDown: next, ArrowLeft: back, ArrowUp: back, Home: 0, End: count - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      stop(root, all[to]);
      all[to].focus();
    },
    reset(root) {
      const all = items(root);
      const chosen = all.find((item) => item.getAttribute("aria-selected") === "true");
      if (all.length) stop(root, chosen ?? all[0]);
    },
  });
}
