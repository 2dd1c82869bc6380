// A lesson or a quiz that answers in place. Without this file every form still works as a form.
// Each form goes through the keeper (lesson/keeper.js): written on this device first, then sent, and "Saved" is said of
// what the server has acknowledged, and of nothing else.

import { keeper } from "./lesson/keeper.js";
import { rememberPlace } from "./lesson/place.js";
import { refuse, replace, stopWaiting, wait } from "./lesson/regions.js";
import { tellTurnedAway } from "./lesson/turned_away.js";

const visit = document.querySelector("[data-keeping]")?.dataset.visit;
const forms = new Map(); // number -> the form that it was given for
const seen = { failing: false };

if (keeper && visit) {
  wire(document);
  keeper.addEventListener("acknowledged", ({ detail }) => acknowledged(detail));
  keeper.addEventListener("refused", ({ detail }) => refused(detail));
  keeper.addEventListener("failing", () => {
    seen.failing = true;
    for (const form of forms.values()) wait(form);
  });
  if (document.querySelector("[data-lesson]")) rememberPlace();
}

function wire(root) {
  for (const form of root.querySelectorAll("form[data-inplace]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter);
    });
  }
}

function send(form, submitter) {
  if (form.dataset.sending) return;
  refuse(form, "");
  const nothing = missingAnswer(form);
  if (nothing) {
    refuse(form, nothing);
    return;
  }
  const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "seq" && name !== "visit");
  fields.push(["visit", visit]);
  if (!form.querySelector("textarea")) form.dataset.sending = "yes"; // a text may be saved again while it waits
  const seq = keeper.put(fields);
  forms.set(seq, form);
  const text = form.querySelector("textarea");
  if (text && form.elements.was) form.elements.was.value = text.value;
  if (keeper.failing) wait(form);
}

/** What the server would say at once must not wait for it: an answer that is none is not kept. */
function missingAnswer(form) {
  const choices = [...form.querySelectorAll("input[name=choice]:not([type=hidden])")];
  if (choices.length && !choices.some((choice) => choice.checked)) {
    return choices[0].type === "checkbox" ? "Choose every answer that fits, then check." : "Choose one of the answers first, then check.";
  }
  const lists = [...form.querySelectorAll("select")];
  return lists.some((list) => !list.value) ? "Choose something for every line, then check." : "";
}

function acknowledged({ seq, fields, url, own, answer }) {
  const form = own ? forms.get(seq) : null;
  if (own) forms.delete(seq);
  if (form) {
    delete form.dataset.sending;
    if (![...forms.values()].includes(form)) stopWaiting(form);
  }
  const missing = document.querySelector("[data-missing]");
  if (missing && typeof answer.missing === "string") missing.textContent = answer.missing;
  const count = document.querySelector("[data-things-done]");
  if (count && answer.things) count.textContent = answer.things.done;
  const left = document.querySelector("[data-minutes-left]");
  if (left && own && answer.left) showLeft(left, answer.left);
  const { act, block } = Object.fromEntries(fields);
  if (act === "done" && own) goOn(answer, form);
  if (!answer.html || new URL(url).pathname !== location.pathname) return;
  const region = form?.closest("[data-region]") ?? regionOf(block);
  if (!region || (own && !form)) return;
  const text = region.querySelector("textarea");
  const sent = Object.fromEntries(fields).text;
  if (text && sent !== undefined && (text.value !== sent || text === document.activeElement)) {
    if (own && answer.note !== undefined && answer.note !== sent && text.value === sent) text.value = answer.note;
    return; // somebody writes on: their words stay as they are
  }
  replace(region, answer, wire);
}

function refused(detail) {
  const { seq, own, answer } = detail;
  if (!own) {
    tellTurnedAway(document.querySelector("[data-keeping]"), detail);
    return;
  }
  const form = forms.get(seq);
  forms.delete(seq);
  if (!form) return;
  delete form.dataset.sending;
  stopWaiting(form);
  refuse(form, answer.sentence);
}

/** The next part, at once where the server answered at once; else by a link: nobody is taken away from what they read. */
function goOn(answer, form) {
  if (!answer.next) return;
  if (!seen.failing || answer.missing) {
    location.assign(answer.next);
    return;
  }
  const link = document.createElement("a");
  link.className = "button button-large";
  link.href = answer.next;
  link.textContent = "Done. Go on to the next part";
  form?.replaceWith(link);
}

/** "18 min to the certificate", as it is after what was just saved. */
function showLeft(place, html) {
  const made = document.createElement("template");
  made.innerHTML = html; // our own server's, from the same template as the page
  place.replaceChildren(made.content);
}

function regionOf(block) {
  const mark = document.querySelector(`[data-block="${CSS.escape(block ?? "")}"]`)?.nextElementSibling;
  return mark?.matches("[data-region]") ? mark : null;
}
