// A time of day that buttons with data-by (minutes) put forward and back; [data-clear] empties it. Starts at data-start.
{
  const parts = (root) => [root.querySelector("[data-face]"), root.querySelector("input[type=hidden]")];
  const two = (number) => String(number).padStart(2, "0");

  const put = (root, value) => {
    const [face, field] = parts(root);
    face.textContent = value || root.getAttribute("data-empty");
    webgen.setValue(field, value);
  };

  webgen.behaviour("clock-step", {
    init(root) {
      webgen.remember(root, parts(root)[1]);
    },
    click(root, event) {
      const button = event.target.closest("[data-by]");
      if (event.target.closest("[data-clear]")) put(root, "");
      if (!button) return;
      const found = /^([0-9]{2}):([0-9]{2})$/.exec(parts(root)[1].value);
      const to = found && (Number(found[1]) * 60 + Number(found[2]) + Number(button.getAttribute("data-by")) + 1440) % 1440;
      put(root, found ? `${two(Math.floor(to / 60))}:${two(to % 60)}` : root.getAttribute("data-start"));
    },
    reset(root) {
      const [face, field] = parts(root);
      field.value = root.getAttribute("data-initial");
      face.textContent = field.value || root.getAttribute("data-empty");
    },
  });
}
