// Parts of a form that show one at a time. Going on waits for what data-missing names; data-last shows with the last part.
{
  const parts = (root) => [...root.querySelectorAll("[data-leaf]")];

  const filled = (part, name) => [...part.querySelectorAll("input, select, textarea")].some((control) => {
    if ((control.name !== name && control.name !== `${name}[]`) || control.value.trim() === "") return false;
    return (control.type !== "checkbox" && control.type !== "radio") || control.checked;
  });

  // Says what is missing in a part; returns whether nothing is.
  const complete = (part) => {
    let missing = 0;
    for (const note of part.querySelectorAll("[data-missing]")) {
      note.hidden = filled(part, note.getAttribute("data-missing"));
      if (!note.hidden) missing += 1;
    }
    return missing === 0;
  };

  const go = (root, by) => {
    const all = parts(root);
    const at = all.findIndex((part) => !part.hidden);
    const to = at + by;
    if (to < 0 || to >= all.length || (by > 0 && !complete(all[at]))) return;
    all.forEach((part, index) => { part.hidden = index !== to; });
    for (const last of root.closest("form").querySelectorAll("[data-last]")) last.hidden = to !== all.length - 1;
  };

  webgen.behaviour("steps", {
    click(root, event) {
      const button = event.target.closest("[data-move]");
      if (button) go(root, Number(button.getAttribute("data-move")));
    },
    keydown(root, event) {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      const all = parts(root);
      if (event.defaultPrevented || all.findIndex((part) => !part.hidden) === all.length - 1) return;
      event.preventDefault();
      go(root, 1);
    },
  });
}
