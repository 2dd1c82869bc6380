// The controls around the content: previous, continue, and the table of contents, a dialogue that works by keyboard and on
// a small screen.

const SVG = "http://www.w3.org/2000/svg";
// One shape for each state, so that colour never says it alone.
const SHAPES = {
  done: [["circle", { cx: 10, cy: 10, r: 9, class: "shape-fill" }], ["path", { d: "M5.6 10.4l3 3 5.8-6.4", class: "shape-cut" }]],
  started: [["circle", { cx: 10, cy: 10, r: 8, class: "shape-line" }], ["path", { d: "M10 2a8 8 0 0 1 0 16z", class: "shape-fill" }]],
  again: [["path", { d: "M10 2.5 18.5 17.5H1.5z", class: "shape-line" }], ["path", { d: "M10 8v4.500M10 14.200v.6", class: "shape-line" }]],
  new: [["circle", { cx: 10, cy: 10, r: 8, class: "shape-line" }]],
  closed: [["path", { d: "M4.500 9h11v8h-11z", class: "shape-line" }], ["path", { d: "M6.800 9V6.200a3.200 3.200 0 0 1 6.400 0V9", class: "shape-line" }]],
};

export class Contents {
  #document;
  #lines = [];

  constructor(document) {
    this.#document = document;
    this.#part("contents-open").addEventListener("click", () => this.open());
    this.#part("contents-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close(); // the backdrop
    });
  }

  /**
   * Shows the outline's lines and what the controls may do: {onward, back, finish}, each a label
   * or ""; `ready`: this part is done, so that going on is what to do next.
   */
  show(lines, controls) {
    this.#lines = lines;
    this.#part("nav").hidden = lines.length < 2 && !controls.onward && !controls.back;
    this.#part("contents-open").hidden = lines.length < 2;
    this.#button("back", controls.back);
    this.#button("onward", controls.onward);
    this.#part("onward").classList.toggle("button-quiet", !controls.ready);
    this.#button("finish", controls.finish);
    if (this.#dialog.open) this.#draw();
  }

  /** Opens the table of contents; the current part, or the first that can be opened, has the focus. */
  open() {
    this.#draw();
    if (!this.#dialog.open) this.#dialog.showModal();
    const list = this.#part("contents-list");
    (list.querySelector("[aria-current]") ?? list.querySelector("button:not([aria-disabled])"))?.focus();
  }

  close() {
    this.#dialog.close();
  }

  /** `act(name, part)` for "back", "onward", "finish" and "choose". */
  onAct(act) {
    for (const name of ["back", "onward", "finish"]) {
      this.#part(name).addEventListener("click", () => {
        this.#dialog.close();
        act(name);
      });
    }
    this.#part("contents-list").addEventListener("click", (event) => {
      const button = event.target.closest("button[data-part]");
      if (!button || button.hasAttribute("aria-disabled")) return;
      this.#dialog.close();
      if (!button.hasAttribute("aria-current")) act("choose", button.dataset.part);
    });
  }

  #draw() {
    const list = this.#part("contents-list");
    const focused = this.#document.activeElement?.dataset?.part;
    list.replaceChildren(...this.#lines.map((line) => this.#line(line)));
    if (focused) list.querySelector(`[data-part="${CSS.escape(focused)}"]`)?.focus();
  }

  #line(line) {
    const item = this.#make("li", "contents-line");
    item.style.setProperty("--level", String(line.level));
    if (line.heading) {
      item.append(this.#make("h3", "contents-heading", line.title));
      return item;
    }
    const button = this.#make("button", "contents-part");
    button.type = "button";
    button.dataset.part = line.part;
    button.dataset.state = line.state;
    if (line.current) button.setAttribute("aria-current", "step");
    // Not `disabled`: a part that cannot be opened says why, to those who come by keyboard too.
    if (line.closed) button.setAttribute("aria-disabled", "true");
    const words = this.#make("span", "contents-words");
    words.append(this.#make("span", "contents-title", line.title));
    const word = line.current ? `You are here · ${line.word}` : line.word;
    words.append(this.#make("span", "contents-state", line.closed ? `${word}. ${line.closed}` : word));
    button.append(this.#shape(line.closed && line.state === "new" ? "closed" : line.state), words);
    item.append(button);
    return item;
  }

  #shape(state) {
    const svg = this.#document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    svg.classList.add("contents-shape");
    for (const [name, attributes] of SHAPES[state]) {
      const shape = this.#document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
      svg.append(shape);
    }
    return svg;
  }

  #button(name, label) {
    const button = this.#part(name);
    button.hidden = !label;
    if (label) this.#part(`${name}-label`).textContent = label;
  }

  #make(tag, className, text = "") {
    const element = this.#document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  get #dialog() {
    return this.#part("contents");
  }

  #part(name) {
    return this.#document.getElementById(`player-${name}`);
  }
}
