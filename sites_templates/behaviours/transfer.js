// Two lists, what there is and what is chosen; [data-add] and [data-take] bring the selected options over. All choices stand
// in hidden items with data-value; the hidden input holds the chosen ones in their order.
{
  const field = (root) => root.querySelector("input[type=hidden]");
  const values = (root) => (field(root).value === "" ? [] : field(root).value.split("|"));
  const option = (item) => new Option(item.textContent.trim(), item.getAttribute("data-value"));

  const show = (root, chosen) => {
    const [from, to] = root.querySelectorAll("select");
    const items = [...root.querySelectorAll("[data-value]")];
    const isIn = (item) => chosen.includes(item.getAttribute("data-value"));
    from.replaceChildren(...items.filter((item) => !isIn(item)).map(option));
    to.replaceChildren(...items.filter(isIn).map(option));
    return items.filter(isIn).map((item) => item.getAttribute("data-value")).join("|");
  };

  webgen.behaviour("transfer", {
    init(root) {
      webgen.remember(root, field(root));
    },
    click(root, event) {
      const [from, to] = root.querySelectorAll("select");
      const picked = (list) => [...list.selectedOptions].map((one) => one.value);
      let chosen = values(root);
      if (event.target.closest("[data-add]")) chosen = [...chosen, ...picked(from)];
      else if (event.target.closest("[data-take]")) chosen = chosen.filter((one) => !picked(to).includes(one));
      else return;
      webgen.setValue(field(root), show(root, chosen));
    },
    reset(root) {
      field(root).value = root.getAttribute("data-initial");
      show(root, values(root));
    },
  });
}
