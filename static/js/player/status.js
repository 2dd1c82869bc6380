// The one line that says where the learner's work is. It is never ahead of the server, and never colour alone.

const GRACE = 4_000; // how long something may be under way before we say where it is meanwhile

/** What the line says: {state, words}. `dirty`: the content has set values that no commit holds yet. */
export function standing(sender, { dirty = false, now = Date.now() } = {}) {
  if (sender.over?.kind === "stale") return { state: "local", words: "Continued elsewhere" };
  if (sender.over) return { state: "unsaved", words: "Not saved" };
  const waiting = dirty || !sender.idle;
  if (!waiting) {
    if (sender.savedAt === null) return { state: "idle", words: "Nothing new to save" };
    return { state: "saved", words: `Saved ${clock(sender.savedAt)}` };
  }
  if (!sender.keptOnDevice && !sender.idle) return { state: "unsaved", words: "Not saved" };
  const late = sender.failing || now - (sender.waitingSince ?? now) > GRACE;
  return late ? { state: "local", words: "Saved on this device only" } : { state: "saving", words: "Saving" };
}

/** A moment as the clock on this device shows it. */
export function clock(moment) {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** “today at 14:02” or “on 3 November at 14:02”. */
export function when(iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? "today" : `on ${moment.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
  return `${day} at ${clock(moment)}`;
}

/** Says aloud what a person who does not see the line must know: trouble, and its end. */
export class Announcer {
  #element;
  #last = "";

  constructor(element) {
    this.#element = element;
  }

  hear({ state, words }) {
    const trouble = state === "unsaved" || state === "local";
    const relieved = state === "saved" && (this.#last === "unsaved" || this.#last === "local" || this.#last === "");
    if ((trouble && state !== this.#last) || relieved) this.#element.textContent = words;
    if (state !== "saving" && state !== "idle") this.#last = state;
  }
}
