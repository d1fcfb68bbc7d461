// A check box that ticks all others of its box, and how many of them are ticked.
{
  const ones = (root) => [...root.querySelectorAll("[data-one]")];

  const count = (root) => {
    const boxes = ones(root);
    const ticked = boxes.filter((box) => box.checked).length;
    root.querySelector("[data-all]").checked = boxes.length > 0 && ticked === boxes.length;
    root.querySelector("[data-count]").textContent = String(ticked);
  };

  webgen.behaviour("check-all", {
    change(root, event) {
      const all = root.querySelector("[data-all]");
      if (event.target === all) for (const box of ones(root)) box.checked = all.checked;
      count(root);
    },
  });
}
