// A text field for a date: digits only, with hyphens put between year, month and day.
{
  const masked = (text) => {
    const digits = text.replace(/[^0-9]/g, "").slice(0, 8);
    return [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].filter((part) => part !== "").join("-");
  };

  webgen.behaviour("date-mask", {
    input(root, event) {
      const text = masked(event.target.value);
      if (text !== event.target.value) event.target.value = text;
    },
  });
}
