// Tags: a text field takes one choice after the other. Chips are [data-tag], hidden until chosen, with a [data-remove] button
// each; [data-pick] options are suggested while typing; [data-none] says that nothing fits; a hidden input holds the chosen.
{
  const parts = (root) => ({ text: root.querySelector("input[type=text]"), field: root.querySelector("input[type=hidden]"),
    list: root.querySelector("[role=listbox]"), tags: root.querySelector("[data-tags]"), none: root.querySelector("[data-none]"),
    chips: [...root.querySelectorAll("[data-tag]")], picks: [...root.querySelectorAll("[data-pick]")] });

  const low = (text) => text.trim().toLowerCase();

  const offer = (root) => {
    const { text, list, none, chips, picks } = parts(root);
    const typed = low(text.value);
    picks.forEach((pick, at) => {
      pick.hidden = typed === "" || !chips[at].hidden || !low(pick.textContent).includes(typed);
    });
    const any = picks.some((pick) => !pick.hidden);
    list.hidden = !any;
    none.hidden = any || typed === "";
    text.setAttribute("aria-expanded", String(any));
  };

  const turn = (root, at, on) => {
    const { text, field, tags, chips } = parts(root);
    chips[at].hidden = !on;
    const chosen = chips.filter((chip) => !chip.hidden);
    tags.hidden = chosen.length === 0;
    text.value = "";
    offer(root);
    webgen.setValue(field, chosen.map((chip) => chip.getAttribute("data-tag")).join("|"));
  };

  const enter = (root, event) => {
    const { text, chips, picks } = parts(root);
    const typed = low(text.value);
    if (typed === "") return;
    const exact = picks.findIndex((pick, at) => chips[at].hidden && low(pick.textContent) === typed);
    const at = exact >= 0 ? exact : picks.findIndex((pick) => !pick.hidden);
    if (at >= 0) turn(root, at, true);
    event.preventDefault();
  };

  webgen.behaviour("tags", {
    init(root) {
      webgen.remember(root, parts(root).field);
    },
    input(root, event) {
      if (event.target === parts(root).text) offer(root);
    },
    keydown(root, event) {
      const { text, chips } = parts(root);
      if (event.target !== text) return;
      if (event.key === "Enter") enter(root, event);
      if (event.key !== "Backspace" || text.value !== "") return;
      const last = chips.findLastIndex((chip) => !chip.hidden);
      if (last >= 0) turn(root, last, false);
    },
    click(root, event) {
      const { text, chips, picks } = parts(root);
      const pick = event.target.closest("[data-pick]");
      const remove = event.target.closest("[data-remove]");
      if (!pick && !remove) return;
      text.focus();
      if (pick) turn(root, picks.indexOf(pick), true);
      else turn(root, chips.indexOf(remove.closest("[data-tag]")), false);
    },
    outside(root) {
      const { text, list } = parts(root);
      list.hidden = true;
      text.setAttribute("aria-expanded", "false");
    },
    reset(root) {
      const { text, field, list, tags, none, chips } = parts(root);
      field.value = root.getAttribute("data-initial");
      const chosen = field.value.split("|");
      for (const chip of chips) chip.hidden = !chosen.includes(chip.getAttribute("data-tag"));
      tags.hidden = field.value === "";
      list.hidden = none.hidden = true;
      text.setAttribute("aria-expanded", "false");
    },
  });
}
