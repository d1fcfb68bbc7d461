// A text field that leaves only those things with data-value whose text contains it.
{
  const narrow = (root, text) => {
    const wanted = text.trim().toLowerCase();
    let left = 0;
    for (const item of root.querySelectorAll("[data-value]")) {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
      if (!item.hidden) left += 1;
    }
    root.querySelector("[data-none]").hidden = left > 0;
  };

  webgen.behaviour("filter", {
    input(root, event) {
      if (event.target.hasAttribute("data-filter")) narrow(root, event.target.value);
    },
    keydown(root, event) {
      if (event.key === "Enter" && event.target.hasAttribute("data-filter")) event.preventDefault();
    },
    reset(root) {
      narrow(root, "");
    },
  });
}
