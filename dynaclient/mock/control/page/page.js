// The control page of the mock server.
//
// Everything that is shown, the descriptions and the requests, may be hostile: it becomes text nodes and attributes
// without a meaning of their own, never HTML. All that the page does is a request to an endpoint beside it.

import {CUT, Table, amount, byId, code, cut, element, plural, sentence} from "./elements.js";
import {Gone, attempt, parsed, problemText, say, send} from "./sending.js";

const BATCH = 500; // requests that are asked for at once
const LARGE = 200_000; // characters of a value in the details
const PERIOD = 1000; // milliseconds between two questions for new requests
const SELDOM = 5; // every so many of them, the rest is asked for, too
const SECTIONS = ["actions", "state", "requests", "faults"];
const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);

const known = {health: "", ahead: 0, actions: [], collections: [], requests: [], last: null, faults: [], paused: false};

const current = () => SECTIONS.find((name) => `#${name}` === location.hash) ?? "actions";
const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));
const instant = (time) => new Date(time).toISOString().slice(0, 19).replace("T", " "); // of UTC

// --- actions ---------------------------------------------------------------------------------------------------------

const ACTIONS = [
  ["Name", (action) => code(action.name)],
  ["Method", (action) => action.method],
  ["Path", (action) => code(action.path)],
  ["What it does", ({behavior, collection}) => element("bdi", {}, `${BEHAVIORS[behavior] ?? behavior} ${collection}`)],
  ["Summary", (action) => element("bdi", {}, cut(action.summary, 2 * CUT))],
];
const BEHAVIORS = {
  create: "creates an item of", list: "lists", read: "returns an item of", update: "changes an item of",
  replace: "replaces an item of", delete: "deletes an item of", respond: "returns an example",
};

async function readActions() {
  known.actions = (await send("GET", "actions")).actions;
  byId("count-of-actions").textContent = amount(known.actions.length);
  tables.actions.show(known.actions, ACTIONS);
  suggestNames();
}

/** Suggest the names that match what was typed: the browser would stall at a list of thousands. */
function suggestNames() {
  const typed = byId("fault-action").value.replace("*", "").toLowerCase();
  const names = known.actions.map((action) => action.name).filter((name) => name.toLowerCase().includes(typed));
  byId("names").replaceChildren(...names.slice(0, 50).map((name) => element("option", {value: name})));
}

// --- state -----------------------------------------------------------------------------------------------------------

const COLUMNS = 6; // members of items that are shown
const EXAMINED = 500; // items of which the most frequent members are found

async function readState() {
  known.collections = (await send("GET", "state?redacted=true")).collections;
  chooseCollection();
}

function chooseCollection() {
  const sizes = new Map();
  for (const {collection, items} of known.collections)
    sizes.set(collection, (sizes.get(collection) ?? 0) + items.length);
  fillSelect("collection", [...sizes].map(([path, size]) => [path, counted(path, size)]));
  chooseParents();
}

function chooseParents() {
  const path = byId("collection").value;
  const chosen = known.collections.filter((collection) => collection.collection === path);
  const options = chosen.map(({parents, items}) => [
    JSON.stringify(parents), counted(inWords(path, parents), items.length),
  ]);
  fillSelect("parents", options);
  byId("parents-label").hidden = chosen.every(({parents}) => !parents.length);
  const one = chosen.find(({parents}) => JSON.stringify(parents) === byId("parents").value);
  showItems(one?.items ?? []);
}

const counted = (text, number) => `${cut(text)} (${amount(number)})`;

/** Return the parents with the names that they have in the path of their collection. */
function inWords(path, parents) {
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]);
  return parents.map((value, index) => `${names[index] ?? index + 1} = ${value}`).join(", ");
}

/** Replace the options of a select by pairs of value and text; what was chosen stays chosen. */
function fillSelect(id, options) {
  const select = byId(id), before = select.value;
  const texts = JSON.stringify(options);
  if (select.dataset.options === texts) return; // an open list stays open
  select.dataset.options = texts;
  select.replaceChildren(...options.map(([value, text]) => element("option", {value}, text)));
  select.disabled = !options.length;
  if (options.some(([value]) => value === before)) select.value = before;
}

function showItems(items) {
  const names = frequentMembers(items.slice(0, EXAMINED));
  const before = tables.state.columns.map(([name]) => name);
  const same = JSON.stringify(names) === JSON.stringify(before);
  const columns = names.map((name, index) => [name, index ? memberCell(name) : openButton(name)]);
  tables.state.show(items, same ? tables.state.columns : columns);
}

/** Return the names of the most frequent members, in the order in which items have them; `id` is the first one. */
function frequentMembers(items) {
  const counts = new Map();
  for (const item of items) for (const name of Object.keys(item)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts.keys()].sort((a, b) => (b === "id") - (a === "id"));
  const frequent = new Set(names.toSorted((a, b) => counts.get(b) - counts.get(a)).slice(0, COLUMNS));
  return counts.size ? names.filter((name) => frequent.has(name)) : ["Item"];
}

const memberText = (item, name) => (Object.hasOwn(item, name) ? shown(item[name]) : "");
const memberCell = (name) => (item) => code(memberText(item, name));

/** Return a function from an item to the button that opens it, with the member of this name. */
const openButton = (name) => (item) => {
  const text = cut(memberText(item, name), 40) || "{…}";
  const open = () => showDetails(text, [["Item", pre(item)]]);
  return element("button", {type: "button", "data-key": text, onclick: open}, code(text));
};

// --- requests --------------------------------------------------------------------------------------------------------

const REQUESTS = [
  ["Request", openRequest],
  ["Status", (request) => badge(request.status)],
  ["Action", (request) => code(request.action || "none")],
  ["Time (UTC)", (request) => element("time", {datetime: request.time}, instant(request.time).slice(11))],
  ["Took", (request) => `${Number(request.ms).toFixed(1)} ms`],
  ["Remarks", remarks],
];
const CLASSES = {2: "done", 3: "redirected", 4: "refused", 5: "failed"};

function badge(status) {
  const name = CLASSES[Math.floor(status / 100)] ?? "no response";
  return element("span", {class: `badge ${name.replace(" ", "-")}`}, status ? `${status} ${name}` : name);
}

function openRequest(request) {
  const open = () => attempt(() => showRequest(request.number));
  const attributes = {type: "button", "data-key": request.number, onclick: open};
  return element("button", attributes, `${request.method} `, code(request.path));
}

function remarks(request) {
  const [first, ...others] = request.problems;
  const parts = [
    first && problemText(first),
    others.length && `and ${plural(others.length, "other problem")}`,
    request.ignored.length && `ignored: ${request.ignored.join(", ")}`,
  ];
  return element("bdi", {}, cut(parts.filter(Boolean).join(" · "), 2 * CUT));
}

function readAnew() {
  Object.assign(known, {requests: [], last: null});
  showRequests();
  return readRequests();
}

/** Read the requests after the last known one, and return them; those that the server has no more are left out. */
async function readRequests() {
  const since = known.last === null ? "" : `since=${known.last}&`;
  const {requests, first, last} = await send("GET", `requests?${since}limit=${BATCH}`);
  if (last < known.last) return readAnew(); // it is another server, or the same one after a new start
  const fresh = requests.filter(({number}) => number > (known.last ?? 0)).reverse();
  const kept = known.requests.filter(({number}) => first !== null && number >= first);
  if (fresh.length || kept.length < known.requests.length) {
    known.requests = [...fresh, ...kept];
    showRequests();
  }
  known.last = last;
  return fresh;
}

function showRequests() {
  byId("count-of-requests").textContent = amount(known.requests.length);
  tables.requests.show(known.requests, REQUESTS);
}

async function showRequest(number) {
  const found = await send("GET", `requests/${number}`);
  const origin = found.origin ? `, content: ${found.origin}` : "";
  showDetails(`${found.method} ${found.path}`, [
    ["Response", element("p", {}, badge(found.status), ` in ${found.ms} ms${origin}`)],
    ["Verdict", verdict(found)],
    ["Action", found.action ? code(found.action) : ""],
    ["Ignored arguments", found.ignored.length ? code(found.ignored.join(", ")) : ""],
    ["Arguments", Object.keys(found.arguments).length ? pre(found.arguments) : ""],
    ["Headers of the request", fields(found.request.headers)],
    ["Body of the request", found.request.body ? pre(found.request.body) : ""],
    ["Headers of the response", fields(found.response.headers)],
    ["Body of the response", found.response.body ? pre(found.response.body) : ""],
  ]);
}

function verdict({problems, action}) {
  const lines = problems.map((problem) => element("li", {}, element("bdi", {}, problemText(problem))));
  if (lines.length) return element("ul", {}, ...lines);
  return action ? "The request is valid." : "It is a request for none of the actions.";
}

function fields(headers) {
  const line = ([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value));
  const lines = Object.entries(headers).map(line);
  return lines.length ? element("dl", {}, ...lines) : "";
}

// --- faults ----------------------------------------------------------------------------------------------------------

const FAULTS = [
  ["Action", (fault) => code(fault.action)],
  ["What happens", (fault) => faultText(fault)],
  ["Left", (fault) => (fault.times ? `${fault.left} of ${fault.times}` : "until removed")],
  ["Remove", removeButton],
];
const DONE = "The action is done, and ";
const NOT_DONE = "The action is not done: the state stays as it is. ";
const KINDS = {
  status: {member: "status", label: "Status", value: 503, step: 1, hint: NOT_DONE},
  limit: {member: "retryAfter", label: "Retry-After, in seconds", value: 5, also: {status: 429}, hint: NOT_DONE},
  delay: {member: "delay", label: "Delay, in seconds", value: 2, hint: `${DONE}its response is sent later.`},
  drip: {member: "drip", label: "Seconds between two pieces", value: 0.1, hint: `${DONE}the body is sent in pieces.`},
  cut: {member: "cut", label: "Bytes that are sent", value: 10, step: 1, hint: `${DONE}the body is cut off.`},
  drop: {also: {drop: true}, hint: `${DONE}the connection is closed without a response.`},
};

function faultText(fault) {
  const parts = [
    fault.status && `status ${fault.status}`,
    typeof fault.retryAfter === "number" && `Retry-After ${fault.retryAfter} s`,
    fault.delay && `${fault.delay} s late`,
    fault.drip && `in drips, ${fault.drip} s between two`,
    typeof fault.cut === "number" && `cut off after ${plural(fault.cut, "byte")}`,
    fault.drop && "no response",
    fault.probability < 1 && `with probability ${fault.probability}`,
  ];
  return parts.filter(Boolean).join(", ");
}

function removeButton(fault) {
  const label = `Remove: ${faultText(fault)}, for ${cut(fault.action)}`;
  const remove = () => attempt(async () => {
    await send("DELETE", `faults/${encodeURIComponent(fault.id)}`);
    await readFaults();
    return "The fault is removed.";
  });
  return element("button", {type: "button", "data-key": fault.id, "aria-label": label, onclick: remove}, "Remove");
}

async function readFaults() {
  known.faults = (await send("GET", "faults")).faults;
  byId("count-of-faults").textContent = known.faults.length ? amount(known.faults.length) : "";
  byId("remove-all").disabled = !known.faults.length;
  tables.faults.show(known.faults, FAULTS);
}

async function addFault(fault) {
  await send("POST", "faults", JSON.stringify(fault));
  await readFaults();
  return `Switched on for ${fault.action}: ${faultText(fault)}.`;
}

function faultOfForm() {
  const {action, kind, value, times, probability} = Object.fromEntries(new FormData(byId("add")));
  const {member, also} = KINDS[kind];
  const fault = {action, ...also, probability: Number(probability)};
  if (member) fault[member] = Number(value);
  if (times) fault.times = Number(times);
  return fault;
}

/** Show the field that the chosen kind of fault has. */
function chooseKind() {
  const {member, label, value, step, hint} = KINDS[byId("fault-kind").value];
  byId("field-value").hidden = byId("fault-value").disabled = !member;
  byId("field-value").dataset.member = member ?? "";
  byId("label-value").textContent = label ?? "";
  byId("fault-value").value = value ?? "";
  byId("fault-value").step = step ?? "any";
  byId("hint-kind").textContent = hint;
}

// --- details ---------------------------------------------------------------------------------------------------------

/** Return text as it is, and what is JSON with indents. */
function pre(value) {
  const data = typeof value === "string" ? parsed(value) : value;
  const text = data === null ? value : JSON.stringify(data, null, 2);
  return element("pre", {}, cut(text, LARGE));
}

function showDetails(title, parts) {
  const content = parts.filter(([, part]) => part !== "");
  byId("details-title").textContent = cut(title, 2 * CUT);
  byId("details-content").replaceChildren(
    ...content.map(([heading, part]) => element("section", {}, element("h3", {}, heading), part)),
  );
  byId("details").showModal();
}

// --- the head of the page --------------------------------------------------------------------------------------------

/** Read whether all is well; with another description, read its actions. */
async function readHealth() {
  const health = await send("GET", "health");
  const text = JSON.stringify(health);
  if (text === known.health) return;
  known.health = text;
  byId("title").textContent = health.title || "Mock server";
  byId("problem").textContent = health.problem ?? "";
  showSection();
  await readActions();
}

async function readClock() {
  showClock(await send("GET", "clock"));
}

function showClock({now, offset}) {
  known.ahead = Date.parse(now) - Date.now();
  byId("offset").textContent = offset ? `(${duration(Math.abs(offset))} ${offset > 0 ? "ahead" : "behind"})` : "";
  showTime();
}

function showTime() {
  const now = new Date(Date.now() + known.ahead);
  byId("now").textContent = `${instant(now)} UTC`;
  byId("now").setAttribute("datetime", now.toISOString());
}

function duration(seconds) {
  const parts = [];
  let rest = seconds;
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]]) {
    const number = Math.floor(rest / size);
    if (number) parts.push(`${number} ${unit}`);
    rest -= number * size;
  }
  return parts.join(" ") || `${seconds} s`;
}

async function advance(seconds) {
  showClock(await send("POST", "clock", JSON.stringify({advance: seconds})));
  return `The clock was moved by ${duration(Math.abs(seconds))} ${seconds < 0 ? "backward" : "forward"}.`;
}

async function copyBase() {
  try {
    await navigator.clipboard.writeText(byId("base").textContent);
    return "The base URL is in the clipboard.";
  } catch { // on an address that is not secure, or not allowed
    getSelection().selectAllChildren(byId("base"));
    return "The base URL is selected: copy it with the keyboard.";
  }
}

async function reset() {
  await send("POST", "reset");
  await readAll();
  return "The mock server was reset.";
}

async function seed(file) {
  const {items} = await send("POST", "seed", await file.text());
  await readState();
  return `${plural(items, "item")} from ${file.name} ${items === 1 ? "was" : "were"} added.`;
}

// --- what happens when -----------------------------------------------------------------------------------------------

const tables = {
  actions: new Table("actions", "action", "The description has no actions."),
  state: new Table("state", "item", "Nothing is stored here. Actions that create items do that, and so does a seed."),
  requests: new Table("requests", "request", "No requests yet. They appear here as they are received."),
  faults: new Table("faults", "fault", "No faults: the server responds as well as it can."),
};
const READERS = {actions: async () => {}, state: readState, requests: async () => {}, faults: readFaults};

function showSection() {
  for (const name of SECTIONS) {
    byId(`section-${name}`).hidden = name !== current();
    const link = document.querySelector(`.sections [href="#${name}"]`);
    if (name === current()) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.title = `${sentence(current())} · ${byId("title").textContent}`;
}

/** Read everything, as if for the first time. */
async function readAll() {
  known.health = "";
  await Promise.all([readHealth(), readClock(), readFaults(), readAnew(), READERS[current()]()]);
}

/** Read the new requests, and what they may have changed, if it is shown. */
async function readNew() {
  const requests = known.paused ? [] : await readRequests();
  if (requests.length) await readFaults();
  if (requests.some((request) => CHANGING.has(request.method)) && current() === "state") await readState();
}

async function poll(round) {
  try {
    if (byId("health").dataset.state !== "running") await readAll();
    else if (!document.hidden) await Promise.all(round % SELDOM ? [readNew()] : [readNew(), readHealth(), readClock()]);
    showTime();
    showHealth("running", "Running");
  } catch (error) {
    if (error instanceof Gone) showHealth("gone", "Not responding");
    else say(sentence(error.message), true);
  }
  setTimeout(poll, PERIOD, round + 1);
}

function showHealth(state, text) {
  const health = byId("health"), before = health.dataset.state;
  if (state === before) return;
  health.dataset.state = state;
  health.textContent = text;
  if (state === "gone") say("The server does not respond. The page goes on trying.", true);
  else if (before === "gone") say("The server responds again.");
}

function onClick(id, action) {
  byId(id).addEventListener("click", () => attempt(action));
}

function onSubmit(id, action) {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(action, byId(id));
  });
}

addEventListener("hashchange", () => {
  showSection();
  attempt(READERS[current()]);
});
onClick("copy", copyBase);
onClick("hour", () => advance(3600));
onClick("reload", async () => { await readState(); return "The state was read again."; });
onClick("clear", async () => {
  await send("DELETE", "requests");
  await readRequests();
  return "The requests were removed.";
});
onClick("remove-all", async () => {
  await send("DELETE", "faults");
  await readFaults();
  byId("heading-faults").focus(); // the button is disabled now
  return "All faults are removed.";
});
onSubmit("advance", () => advance(Number(new FormData(byId("advance")).get("seconds"))));
onSubmit("add", () => addFault(faultOfForm()));
for (const button of document.querySelectorAll("[data-fault]"))
  button.addEventListener("click", () => attempt(() => addFault(JSON.parse(button.dataset.fault))));
byId("pause").addEventListener("click", () => {
  known.paused = !known.paused;
  byId("pause").setAttribute("aria-pressed", known.paused);
});
byId("seed").addEventListener("change", async ({target}) => {
  if (target.files.length) await attempt(() => seed(target.files[0]), byId("seeding"));
  target.value = ""; // the same file can be chosen again
});
byId("collection").addEventListener("change", chooseParents);
byId("parents").addEventListener("change", chooseParents);
byId("fault-action").addEventListener("input", suggestNames);
byId("fault-kind").addEventListener("change", chooseKind);
byId("close").addEventListener("click", () => byId("details").close());
byId("reset").addEventListener("click", () => byId("confirm").showModal());
byId("confirm").addEventListener("close", ({target}) => {
  if (target.returnValue === "yes") attempt(reset);
  target.returnValue = "";
});

byId("base").textContent = new URL("..", location.href).href.replace(/\/$/, "");
chooseKind();
showSection();
poll(1);
