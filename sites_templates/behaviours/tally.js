// Names the check boxes that are ticked in [data-face].
{
  const say = (root, ticked) => {
    const boxes = [...root.querySelectorAll("input[type=checkbox]")].filter(ticked);
    const names = boxes.map((box) => box.closest("label").textContent.trim());
    root.querySelector("[data-face]").textContent = names.join(", ") || root.getAttribute("data-empty");
  };

  webgen.behaviour("tally", {
    change: (root) => say(root, (box) => box.checked),
    reset: (root) => say(root, (box) => box.defaultChecked),
  });
}
