// A date found step by step: buttons for the years from data-from to data-to, then the months of one, then its days.
{
  const parts = (root) => ({ box: root.querySelector("[data-drill]"), face: root.querySelector("[data-face]"),
    field: root.querySelector("input[type=hidden]") });
  const two = (number) => String(number).padStart(2, "0");
  const count = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

  // The buttons behind a year, a month or nothing: [value, text] pairs.
  const choices = (root, at) => {
    if (at === "") return count(Number(root.getAttribute("data-from")), Number(root.getAttribute("data-to"))).map((year) => [String(year), String(year)]);
    if (at.length === 4) return count(1, 12).map((month) => [`${at}-${two(month)}`, webgen.calendar.title(root, `${at}-${two(month)}`)]);
    const last = new Date(Date.UTC(Number(at.slice(0, 4)), Number(at.slice(5)), 0)).getUTCDate();
    return count(1, last).map((day) => [`${at}-${two(day)}`, webgen.calendar.long(root, `${at}-${two(day)}`)]);
  };

  const show = (root, at) => {
    const { box, field } = parts(root);
    root.setAttribute("data-at", at);
    box.innerHTML = choices(root, at).map(([value, text]) =>
      `<button type="button" data-pick="${value}"${value === field.value ? ' aria-pressed="true"' : ""}>${text}</button>`).join("");
  };

  const put = (root, value) => {
    const { face, field } = parts(root);
    face.textContent = value ? webgen.calendar.long(root, value) : root.getAttribute("data-empty");
    webgen.setValue(field, value);
  };

  webgen.behaviour("drill", {
    init(root) {
      webgen.remember(root, parts(root).field);
      show(root, "");
    },
    click(root, event) {
      const pick = event.target.closest("[data-pick]")?.getAttribute("data-pick");
      if (event.target.closest("[data-restart]")) show(root, "");
      if (event.target.closest("[data-clear]")) put(root, "");
      if (!pick) return;
      if (pick.length === 10) {
        put(root, pick);
        show(root, "");
      } else show(root, pick);
    },
    reset(root) {
      const { face, field } = parts(root);
      field.value = root.getAttribute("data-initial");
      face.textContent = field.value ? webgen.calendar.long(root, field.value) : root.getAttribute("data-empty");
      show(root, "");
    },
  });
}
