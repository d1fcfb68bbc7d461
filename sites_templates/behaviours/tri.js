// Check boxes under one that stands for all of them: [data-parent] is ticked, cleared or mixed, and ticks and clears them.
{
  const boxes = (root) => [...root.querySelectorAll("input[type=checkbox]")];
  const parent = (root) => root.querySelector("[data-parent]");

  const show = (root, ticked) => {
    const [all, count] = [boxes(root).length, boxes(root).filter(ticked).length];
    parent(root).setAttribute("aria-checked", count === 0 ? "false" : count === all ? "true" : "mixed");
  };

  webgen.behaviour("tri", {
    change: (root) => show(root, (box) => box.checked),
    click(root, event) {
      if (!parent(root).contains(event.target)) return;
      const on = parent(root).getAttribute("aria-checked") !== "true";
      for (const box of boxes(root)) box.checked = on;
      webgen.fire(parent(root), "change");
    },
    reset: (root) => show(root, (box) => box.defaultChecked),
  });
}
