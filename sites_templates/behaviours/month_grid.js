// A calendar that is always open: [data-step] buttons, a heading, a table of days, a p with the choice, a hidden input.
{
  const parts = (root) => ({ face: root.querySelector("p"), heading: root.querySelector("h3"), table: root.querySelector("table"),
    input: root.querySelector("input[type=hidden]") });

  const show = (root, month) => {
    const { heading, table, input } = parts(root);
    root.setAttribute("data-month", month);
    heading.textContent = webgen.calendar.title(root, month);
    table.setAttribute("aria-label", webgen.calendar.title(root, month));
    table.innerHTML = webgen.calendar.grid(root, month, input.value);
  };

  const first = (root) => show(root, (parts(root).input.value || root.getAttribute("data-today")).slice(0, 7));

  const choose = (root, button) => {
    const { face, input } = parts(root);
    const date = button.getAttribute("data-date");
    face.textContent = webgen.calendar.long(root, date);
    for (const day of root.querySelectorAll("[aria-pressed]")) day.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", "true");
    webgen.setValue(input, date);
  };

  webgen.behaviour("month-grid", {
    init(root) {
      const { input, face } = parts(root);
      webgen.remember(root, input, face);
      first(root);
    },
    click(root, event) {
      const months = event.target.closest("[data-step]");
      const date = event.target.closest("[data-date]");
      if (months) show(root, webgen.calendar.shifted(root.getAttribute("data-month"), Number(months.getAttribute("data-step"))));
      else if (date) choose(root, date);
    },
    keydown(root, event) {
      const days = [...root.querySelectorAll("[data-date]")];
      const at = days.indexOf(event.target.closest("[data-date]"));
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      if (at < 0 || by === undefined) return;
      days[at + by]?.focus();
      event.preventDefault();
    },
    reset(root) {
      const { face, input } = parts(root);
      input.value = root.getAttribute("data-initial");
      face.textContent = root.getAttribute("data-initial-face");
      first(root);
    },
  });
}
