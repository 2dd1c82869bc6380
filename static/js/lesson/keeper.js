// Keeps what a learner does on this page: each thing is written to the journal, sent in order, and called "Saved" when
// the server has said so. What earlier pages of the same person left on this device goes first.
//
// A page takes part with [data-keeping] (templates/courses/pieces/keeping.html). It says whose page it is, by a hash; the
// page's own session, where it has one; and the token for posting. `keeper` is null on any other page.

import { Journal } from "./journal.js";
import { Sender } from "./sender.js";

const GRACE = 4_000; // how long something may be under way before the page says where it is meanwhile
const LOCK = "candour-lesson:";

class Keeper extends EventTarget {
  #place = document.querySelector("[data-keeping]");
  #line = document.querySelector("[data-save]");
  #journal;
  #sender;
  #next = 1;
  #fields = new Map(); // number -> the fields of this page's records: which form to answer
  #savedAt = "";
  #why = "";
  #timer = null;

  constructor() {
    super();
    const { owner, session } = this.#place.dataset;
    this.owner = owner;
    this.session = session ?? "";
    this.#journal = new Journal(owner);
    this.#sender = new Sender(this.#journal, () => this.#oldest(), this.#token(), {
      acknowledged: (record, answer) => this.#acknowledged(record, answer),
      refused: (record, answer) => this.#refused(record, answer),
      failing: (why) => { this.#why = why; this.#show(); this.#tell("failing", {}); },
      idle: () => this.#show(),
    });
    // While this tab lives, no other tab sends its work; leftovers are of tabs that are gone.
    if (session) navigator.locks?.request(LOCK + session, () => new Promise(() => {}));
    addEventListener("beforeunload", (event) => { if (this.#journal.fragile) event.preventDefault(); });
    this.#start();
  }

  /** Keeps what was done and sends it. `fields` are name and value pairs as a form would send them.
   *  With `replaces`, what waits unsent under the same name gives way to it. Resolves nothing: see the events
   *  "acknowledged", "refused" and "failing", whose detail has {seq, fields, answer, own}. Returns the number given. */
  put(fields, { replaces = "" } = {}) {
    if (replaces) {
      const older = this.#journal.all().filter((one) => one.session === this.session && one.replaces === replaces);
      for (const one of older) if (one.seq !== this.inFlight) this.#journal.remove(one);
    }
    const seq = this.#next;
    this.#next += 1;
    const url = new URL(location.pathname, location.origin).href;
    this.kept = this.#journal.add({ session: this.session, seq, url, fields, replaces });
    this.#fields.set(seq, fields);
    this.#showWhileSending();
    this.#sender.wake();
    return seq;
  }

  /** How many things of this person have not been acknowledged. */
  get waiting() {
    return this.#journal.all().length;
  }

  get failing() {
    return this.#sender.failing;
  }

  /** Tries for so many milliseconds to bring home what waits; true when nothing is left. */
  async empty(patience) {
    const until = performance.now() + patience;
    this.#sender.wake();
    while (this.waiting && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
    return this.waiting === 0;
  }

  async #start() {
    await this.#journal.restore();
    // It is on its way now; often it is only the step that led here. Where it stays is said as for any other.
    if (this.waiting) this.#showWhileSending();
    this.#sender.wake();
  }

  async #oldest() {
    const records = this.#journal.all();
    const others = records.some((one) => one.session !== this.session);
    const held = others && navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : [];
    const found = records.find((one) => one.session === this.session || !held.includes(LOCK + one.session));
    this.inFlight = found?.session === this.session ? found.seq : 0;
    return found;
  }

  #acknowledged(record, answer) {
    const own = record.session === this.session;
    this.#savedAt = answer.saved_at;
    if (own) this.#next = Math.max(this.#next, answer.ack + 1);
    this.#show();
    this.#tell("acknowledged", { ...record, answer, own });
  }

  #refused(record, answer) {
    const own = record.session === this.session;
    // What is still on the page need not be kept beside it.
    if (own) this.#journal.remove(record);
    else this.#journal.setAside(record);
    this.#show();
    this.#tell("refused", { ...record, answer, own });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #showWhileSending() {
    this.#show();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show({ late: true }), GRACE);
  }

  #show({ late = false } = {}) {
    const waiting = this.waiting;
    if (!waiting) {
      clearTimeout(this.#timer);
      return this.#say(this.#savedAt && "saved", `Saved ${this.#savedAt}`);
    }
    if (this.#journal.fragile && (this.failing || late)) {
      return this.#say("unsaved", "Not saved: this browser keeps nothing for us. Leave this page open; we keep trying.");
    }
    if (!this.failing && !late) return this.#say("saving", "Saving");
    const signedOut = this.#why === "signed-out" && this.failing;
    return this.#say("local", signedOut
      ? "Saved on this device only: you have been signed out. Sign in again on this device and it is sent."
      : "Saved on this device only: we keep trying. Other pages may not open before you are connected.");
  }

  #say(state, words) {
    if (!this.#line) return;
    this.#line.hidden = !state;
    if (!state || this.#line.textContent === words) return;
    this.#line.dataset.state = state;
    this.#line.textContent = words;
  }

  /** The page's token; a sign-in in another tab makes it stale, and then a page of the same person has the new one. */
  #token() {
    const field = () => this.#place.querySelector("[name=csrfmiddlewaretoken]");
    const { owner } = this.#place.dataset;
    return {
      get value() { return field().value; },
      async renew() {
        try {
          const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
          const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
          const theirs = fresh.querySelector("[data-keeping]");
          if (theirs?.dataset.owner !== owner) return false; // somebody else is signed in here now
          field().value = theirs.querySelector("[name=csrfmiddlewaretoken]").value;
          return true;
        } catch {
          return false;
        }
      },
    };
  }
}

export const keeper = document.querySelector("[data-keeping]") ? new Keeper() : null;
