// Requests to the server, and what is said of them: in the live region, or beside the fields of a form.

import {byId, sentence} from "./elements.js";

const PATIENCE = 30_000; // milliseconds after which the server counts as gone

/** A request was refused; its problems say why, if the server has found any. */
class Refused extends Error {
  constructor(status, text) {
    const {error = `the server responded with status ${status}`, problems = []} = parsed(text) ?? {};
    super(error);
    this.problems = problems;
  }
}
export class Gone extends Error {}

/** Send a request, and return the JSON of its response; null if there is none. */
export async function send(method, path, body) {
  const headers = body === undefined ? {} : {"Content-Type": "application/json"};
  const response = await fetch(path, {method, headers, body, cache: "no-store", signal: AbortSignal.timeout(PATIENCE)})
    .catch(() => { throw new Gone("the server does not respond"); });
  const text = await response.text().catch(() => { throw new Gone("the response was cut off"); });
  if (!response.ok) throw new Refused(response.status, text);
  return text ? JSON.parse(text) : null;
}

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const advised = ({message, suggestion}) => [message, suggestion].filter(Boolean).join(" — ");

/** Return where a problem is, what it is, and what to do. */
export function problemText(problem) {
  const place = [problem.location, problem.name, problem.path.join("/")].filter(Boolean).join(" ");
  return place ? `${place}: ${advised(problem)}` : advised(problem);
}

/** Do what a button is for, and say what came of it: in the live region, or as errors in a form. */
export async function attempt(action, form = null) {
  clearErrors();
  try {
    say((await action()) ?? "");
  } catch (error) {
    if (error instanceof Refused && form) showErrors(form, error);
    else say(sentence(error.message), true);
  }
}

export function say(text, failed = false) {
  byId("message").classList.toggle("failed", failed);
  byId("message").textContent = text;
}

/** Show each problem beside the field that it is about, and what is about no field at the end of the form. */
function showErrors(form, error) {
  const general = form.querySelector(".error.general");
  const lines = error.problems.map((problem) => [placeOf(form, problem), advised(problem)]);
  const placed = lines.length > 0 && lines.every(([place]) => place);
  for (const [place, text] of placed ? lines : [[general, error.message]]) place.textContent = sentence(text);
  const inputs = [...form.querySelectorAll("input, select")].filter((input) => describedByError(form, input));
  for (const input of inputs) input.setAttribute("aria-invalid", "true");
  if (inputs.length) inputs[0].focus();
  else say(sentence(error.message), true);
}

function placeOf(form, {name, path}) {
  const names = new Set([name, ...path]);
  const field = [...form.querySelectorAll("[data-member]")].find(({dataset}) => names.has(dataset.member));
  return field?.querySelector(".error");
}

function describedByError(form, input) {
  const ids = (input.getAttribute("aria-describedby") ?? "").split(" ");
  return ids.some((id) => [...form.querySelectorAll(".error:not(:empty)")].some((place) => place.id === id));
}

function clearErrors() {
  for (const place of document.querySelectorAll(".error")) place.textContent = "";
  for (const input of document.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}
