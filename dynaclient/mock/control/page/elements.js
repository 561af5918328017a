// Elements, and the tables of the page, with a filter and a button for more rows.
//
// What they show may be hostile: it becomes text nodes and attributes without a meaning of their own, never HTML.

const SHOWN = 200; // rows that a table shows at first, and how many more its button adds
export const CUT = 90; // characters of a value in a table

export const byId = (id) => document.getElementById(id);
export const amount = (number) => number.toLocaleString("en");
export const plural = (number, name) => `${amount(number)} ${name}${number === 1 ? "" : "s"}`;
export const sentence = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
export const cut = (text, length = CUT) => (text.length > length ? `${text.slice(0, length)}…` : text);

/** Return an element; strings among its children become text nodes, and null is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== null) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/** Return code that is cut, and that is broken between its words at first. */
export function code(text) {
  if (!text) return "";
  const words = cut(text).split(/(?<=[./_,])/).flatMap((word) => [word, element("wbr")]);
  return element("code", {}, element("bdi", {}, ...words));
}

/** Put the wanted rows into a parent, in their order; rows that are there already are not touched. */
function arrange(parent, rows) {
  const wanted = new Set(rows);
  for (const row of [...parent.children]) if (!wanted.has(row)) row.remove();
  rows.forEach((row, index) => {
    const there = parent.children[index] ?? null;
    if (there !== row) parent.insertBefore(row, there);
  });
}

/** A table with a filter: the first rows, and a button for more. Rows whose items are the same stay as they are. */
export class Table {
  constructor(name, noun, empty) {
    Object.assign(this, {name, noun, empty, count: SHOWN, items: [], columns: [], rows: new Map()});
    this.head = element("tr", {role: "row"});
    this.body = element("tbody", {role: "rowgroup"});
    const head = element("thead", {role: "rowgroup"}, this.head);
    this.table = element("table", {role: "table", "aria-labelledby": `heading-${name}`}, head, this.body);
    this.none = element("p", {class: "none"});
    this.more = element("button", {type: "button", class: "more", onclick: () => this.showMore()});
    byId(`table-${name}`).append(this.table, this.none, this.more);
    this.filter = byId(`filter-${name}`);
    this.filter?.addEventListener("input", () => {
      this.count = SHOWN;
      this.draw();
    });
  }

  /** Show items; each column has a name, and a function from an item to a string or a node. */
  show(items, columns) {
    if (columns !== this.columns) {
      this.rows = new Map();
      this.head.replaceChildren(...columns.map(([name]) => element("th", {role: "columnheader", scope: "col"}, name)));
    }
    Object.assign(this, {items, columns});
    this.draw();
  }

  draw() {
    const words = (this.filter?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length ? this.items.filter((item) => matches(item, words)) : this.items;
    const visible = found.slice(0, this.count);
    const focused = document.activeElement;
    this.fill(visible);
    if (focused?.dataset.key && !focused.isConnected) this.focusAgain(focused.dataset.key);
    this.table.hidden = !found.length;
    this.none.textContent = found.length ? "" : this.items.length ? "Nothing matches the filter." : this.empty;
    this.more.hidden = visible.length === found.length;
    this.more.textContent = `Show ${amount(Math.min(SHOWN, found.length - visible.length))} more`;
    const all = plural(this.items.length, this.noun);
    const part = words.length ? `${amount(found.length)} of ${all}` : all;
    byId(`found-${this.name}`).textContent = this.more.hidden ? part : `${part}, ${amount(visible.length)} shown`;
  }

  fill(items) {
    const rows = new Map();
    for (const item of items) {
      let key = JSON.stringify(item);
      while (rows.has(key)) key += " "; // equal items
      rows.set(key, this.rows.get(key) ?? this.row(item));
    }
    this.rows = rows;
    arrange(this.body, [...rows.values()]);
  }

  row(item) {
    const cells = this.columns.map(([name, cell], index) =>
      element(index ? "td" : "th", {role: index ? "cell" : "rowheader", "data-name": name}, cell(item)),
    );
    return element("tr", {role: "row"}, ...cells);
  }

  showMore() {
    const next = this.body.children.length;
    this.count += SHOWN;
    this.draw();
    const row = this.body.children[next];
    (row?.querySelector("button") ?? byId(`heading-${this.name}`)).focus();
  }

  focusAgain(key) {
    const again = this.body.querySelector(`[data-key="${CSS.escape(key)}"]`);
    (again ?? byId(`heading-${this.name}`)).focus();
  }
}

/** Return whether each word is in an item; what is searched of it is made once. */
function matches(item, words) {
  if (!searched.has(item)) searched.set(item, JSON.stringify(item).toLowerCase());
  return words.every((word) => searched.get(item).includes(word));
}
const searched = new WeakMap();
