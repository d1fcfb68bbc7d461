// A menu of radio items: arrows stop at its ends, and it closes when the form around it is reset.
webgen.behaviour("pop-menu", webgen.menu("menuitemradio", (at, count) => (
  { ArrowDown: Math.min(at + 1, count - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: count - 1 }
), true));
