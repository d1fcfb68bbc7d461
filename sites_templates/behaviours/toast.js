// A message that goes away by itself.
webgen.behaviour("toast", {
  init(root) {
    const ms = Number(root.getAttribute("data-timeout") ?? 0);
    if (ms > 0) webgen.later(ms, () => root.remove());
  },
  click(root, event) {
    if (event.target.closest("[data-close]")) root.remove();
  },
});
