// Two lists: what is chosen in the first decides what the second offers; all offers stand in hidden items.
{
  const parts = (root) => [...root.querySelectorAll("select")];

  const option = (value, text, selected) => {
    const made = document.createElement("option");
    made.setAttribute("value", value);
    if (selected) made.setAttribute("selected", "");
    made.textContent = text;
    return made;
  };

  const offer = (root, group, value) => {
    const made = [option("", root.getAttribute("data-empty"), value === "")];
    for (const item of root.querySelectorAll("[data-group]")) {
      if (item.getAttribute("data-group") !== group) continue;
      const own = item.getAttribute("data-value");
      made.push(option(own, item.textContent.trim(), own === value));
    }
    parts(root)[1].replaceChildren(...made);
  };

  webgen.behaviour("cascade", {
    init(root) {
      if (root.hasAttribute("data-initial")) return;
      const [first, second] = parts(root);
      root.setAttribute("data-initial", second.value);
      root.setAttribute("data-initial-group", first.value);
    },
    change(root, event) {
      const [first] = parts(root);
      if (event.target === first) offer(root, first.value, "");
    },
    reset(root) {
      offer(root, root.getAttribute("data-initial-group"), root.getAttribute("data-initial"));
    },
  });
}
