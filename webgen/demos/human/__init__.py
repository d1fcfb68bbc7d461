"""People play levels, and what they do is written down as trajectories that replay in both engines.

A person works on a *picture* of the page in a panel of this recorder's own (:mod:`.desk`, ``panel.html``), in any
browser, on this machine or elsewhere. What mouse and keyboard do over the picture becomes one of the environment's
actions (:mod:`.hand`), and the environment does that action in its own Chromium and, beside it, in the twin
(:mod:`.seat`). So a person's hand never touches the page: what is written down is what was done, exactly, and the page is
the one that agents see, pixel for pixel. (Listening to a page that the person works in directly and guessing afterwards
which actions would have had the same effect was the other way; caret, real time and half-done gestures make it a guess,
and a wrong one can no longer be taken back.)

* **A click** goes to what lies under the mouse: the innermost element with a ref that the mouse can reach; a label means
  its control. Two quick clicks are a double click. Ctrl+click or the middle button on a link is a new tab.
* **Text** is written in an editor over the field, with caret, selection and input methods as the person's browser has
  them, and goes into the page as one ``fill`` when the person leaves the field: with a key (Tab, Enter as ``submit``,
  Escape, arrows) or a click. Where the page may answer while one writes (suggestions, masks, boxes of one digit) it goes
  there after half a second's pause; what only adds to the text is typed key by key.
* **Choices, files, sliders, colours** are picked in the panel: a picture has no open menu.
* **The wheel** scrolls: the page as an action, boxes inside it silently (whoever acts there scrolls by itself).
* **Time** stands still while a person thinks. Where something is due (a toast, an answer), it comes when the person has
  waited as long, as a ``wait`` of half seconds.
* **Every step is verified**: snapshot, address, title, tabs, mistakes and change log must be equal in the twin after it,
  and the whole line must replay there. Where it does not, the person is told at once and the line is marked.
"""
