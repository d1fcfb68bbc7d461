// A text field that writes in the pattern of data-mask: 9 stands for a digit, everything else for itself.
{
  const masked = (mask, text) => {
    let [at, made, waiting] = [0, "", ""];
    for (const sign of mask) {
      if (sign !== "9") {
        if (text[at] === sign) {
          at += 1;
          made += waiting + sign;
          waiting = "";
        } else waiting += sign;
        continue;
      }
      while (at < text.length && !/[0-9]/.test(text[at])) at += 1;
      if (at === text.length) break;
      made += waiting + text[at];
      waiting = "";
      at += 1;
    }
    return made;
  };

  webgen.behaviour("mask", {
    input(root, event) {
      const text = masked(root.getAttribute("data-mask"), event.target.value);
      if (text !== event.target.value) event.target.value = text;
    },
  });
}
