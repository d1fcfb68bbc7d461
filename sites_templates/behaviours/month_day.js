// A date from a list of months and a block of days: a select of months, [data-day] buttons, [data-face], a hidden input.
{
  const parts = (root) => ({ list: root.querySelector("select"), face: root.querySelector("[data-face]"),
    field: root.querySelector("input[type=hidden]"), days: [...root.querySelectorAll("[data-day]")] });

  const lengthOf = (month) => (month ? new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate() : 31);

  const show = (root, month, value) => {
    const { face, days } = parts(root);
    const day = value.slice(8).replace(/^0/, "");
    for (const one of days) {
      one.hidden = Number(one.getAttribute("data-day")) > lengthOf(month);
      one.setAttribute("aria-pressed", String(one.getAttribute("data-day") === day));
    }
    face.textContent = value ? webgen.calendar.long(root, value) : root.getAttribute("data-empty");
  };

  const put = (root, month, day) => {
    const value = month && day ? `${month}-${String(Math.min(day, lengthOf(month))).padStart(2, "0")}` : "";
    show(root, month, value);
    webgen.setValue(parts(root).field, value);
  };

  webgen.behaviour("month-day", {
    init(root) {
      webgen.remember(root, parts(root).field);
    },
    change(root, event) {
      const { list, field } = parts(root);
      if (event.target === list) put(root, list.value, Number(field.value.slice(8)));
    },
    click(root, event) {
      const day = event.target.closest("[data-day]");
      const { list } = parts(root);
      if (day && list.value) put(root, list.value, Number(day.getAttribute("data-day")));
    },
    reset(root) {
      const { field } = parts(root);
      field.value = root.getAttribute("data-initial");
      show(root, field.value.slice(0, 7), field.value);
    },
  });
}
