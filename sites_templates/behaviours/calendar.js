// A date picker: a button, a popup built here, a hidden input with the ISO date.
{
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];
  const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const STEPS = ["Previous year", "Previous month", "Next month", "Next year"];
  const FIRST_YEAR = 1900;
  const LAST_YEAR = 2199;

  const parts = (root) => {
    const button = root.querySelector("[aria-haspopup=dialog]");
    return { button, face: button.querySelector("span"), popup: root.querySelector("[role=dialog]"),
      input: root.querySelector("input[type=hidden]") };
  };
  const two = (number) => String(number).padStart(2, "0");

  // What the root says in its own language; English where it says nothing.
  const words = (root, name, english) => root.getAttribute(name)?.split("|") ?? english;
  const written = (root, name, english, day, month, year) => (root.getAttribute(name) ?? english).replace("{day}", day)
    .replace("{month}", words(root, "data-months", MONTHS)[Number(month) - 1]).replace("{year}", year);
  const long = (root, date) =>
    written(root, "data-date", "{day} {month} {year}", Number(date.slice(8)), date.slice(5, 7), date.slice(0, 4));
  const title = (root, month) => written(root, "data-month-title", "{month} {year}", "", month.slice(5), month.slice(0, 4));

  const shifted = (month, step) => {
    const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + step;
    const held = Math.min(Math.max(count, FIRST_YEAR * 12), LAST_YEAR * 12 + 11);
    return `${Math.floor(held / 12)}-${two((held % 12) + 1)}`;
  };

  const day = (root, date, value) => {
    const [low, high] = [root.getAttribute("data-min") ?? "", root.getAttribute("data-max") ?? "9999"];
    const shut = date < low || date > high ? " disabled" : "";
    const pressed = date === value ? ' aria-pressed="true"' : "";
    return `<td><button type="button" class="day" data-date="${date}" aria-label="${long(root, date)}"${pressed}${shut}>`
      + `${Number(date.slice(8))}</button></td>`;
  };

  const grid = (root, month, value) => {
    const [year, index] = [Number(month.slice(0, 4)), Number(month.slice(5)) - 1];
    const lead = (new Date(Date.UTC(year, index, 1)).getUTCDay() + 6) % 7;
    const count = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
    const cells = Array(lead).fill('<td class="blank"></td>');
    for (let number = 1; number <= count; number += 1) cells.push(day(root, `${month}-${two(number)}`, value));
    while (cells.length % 7) cells.push('<td class="blank"></td>');
    const rows = [];
    for (let at = 0; at < cells.length; at += 7) rows.push(`<tr>${cells.slice(at, at + 7).join("")}</tr>`);
    const short = words(root, "data-short-days", DAYS.map((name) => name.slice(0, 2)));
    const heads = words(root, "data-days", DAYS)
      .map((name, index) => `<th scope="col" abbr="${name}">${short[index]}</th>`).join("");
    return `<thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody>`;
  };

  const step = (months, label, sign) =>
    `<button type="button" class="step" data-step="${months}" aria-label="${label}">${sign}</button>`;

  const showMonth = (root, month) => {
    const { popup, input } = parts(root);
    popup.setAttribute("data-month", month);
    popup.querySelector("h2").textContent = title(root, month);
    popup.querySelector("table").setAttribute("aria-label", title(root, month));
    popup.querySelector("table").innerHTML = grid(root, month, input.value);
  };

  const open = (root) => {
    const { button, popup, input } = parts(root);
    const month = (input.value || root.getAttribute("data-today")).slice(0, 7);
    const names = words(root, "data-steps", STEPS);
    popup.innerHTML = `<div class="calendar-head">${step(-12, names[0], "«")}${step(-1, names[1], "‹")}`
      + `<h2>${title(root, month)}</h2>${step(1, names[2], "›")}${step(12, names[3], "»")}</div>`
      + '<table role="grid"></table>';
    showMonth(root, month);
    popup.hidden = false;
    button.setAttribute("aria-expanded", "true");
  };

  const close = (root) => {
    const { button, popup } = parts(root);
    if (popup.hidden) return;
    popup.hidden = true;
    popup.replaceChildren();
    button.setAttribute("aria-expanded", "false");
  };

  const choose = (root, date) => {
    const { button, face, input } = parts(root);
    face.textContent = long(root, date);
    close(root);
    button.focus();
    webgen.setValue(input, date);
  };

  webgen.calendar = { long, title, shifted, grid }; // month-grid shows the same

  webgen.behaviour("calendar", {
    init(root) {
      const { input, face } = parts(root);
      webgen.remember(root, input, face);
    },
    click(root, event) {
      const { button, popup } = parts(root);
      const months = event.target.closest("[data-step]");
      const date = event.target.closest("[data-date]");
      if (button.contains(event.target)) (popup.hidden ? open : close)(root);
      else if (months) showMonth(root, shifted(popup.getAttribute("data-month"), Number(months.getAttribute("data-step"))));
      else if (date) choose(root, date.getAttribute("data-date"));
    },
    keydown(root, event) {
      const { button, popup } = parts(root);
      if (event.key !== "Escape" || popup.hidden) return;
      button.focus();
      close(root);
      event.preventDefault();
    },
    outside(root) {
      close(root);
    },
    reset(root) {
      const { face, input } = parts(root);
      close(root);
      input.value = root.getAttribute("data-initial");
      face.textContent = root.getAttribute("data-initial-face");
    },
  });
}
