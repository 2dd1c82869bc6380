// What has changed since when. A delta names every element that changed at any time since a commit, with its newest
// value, so the server may apply it to the state of that commit or of any later one (docs/saving.md).

/** A tree of values as one flat map: {cmi: {core: {exit: ""}}} becomes {"cmi.core.exit": ""}. Undefined and null fall out. */
export function flatten(tree, prefix = "", into = {}) {
  for (const [key, value] of Object.entries(tree)) {
    const name = prefix ? `${prefix}.${key}` : key;
    if (value === null || value === undefined) continue;
    if (typeof value === "object") flatten(value, name, into);
    else into[name] = String(value);
  }
  return into;
}

// Only the server says these; they are never sent.
const OURS = new RegExp(
  "^cmi\\.(_version|core\\.(student_id|student_name|credit|entry|total_time|lesson_mode)|launch_data|comments_from_lms.*" +
    "|student_data\\..*|learner_id|learner_name|credit|entry|mode|total_time|max_time_allowed|time_limit_action" +
    "|completion_threshold|scaled_passing_score)$|\\._(children|count)$" +
    // What all parts of an attempt share is written by our sequencer, beside what the content writes.
    "|^(?!cmi\\.|adl\\.(tree|objectives|ended|store\\..+|root\\.\\w+)$)",
);

/** Whether only the server says this element. */
export function isOurs(name) {
  return OURS.test(name);
}

/** What one element may take at most, in bytes: no message of the server's 256 KB holds a larger one. */
const MOST_OF_ONE = 250_000;

export class Ledger {
  #values = new Map();
  #changed = new Map();
  #tooLarge = new Set();

  /** Notes a snapshot as commit `seq` will carry it; true if anything differs from what was known. */
  take(snapshot, seq) {
    let differs = false;
    for (const [name, value] of Object.entries(snapshot)) {
      if (OURS.test(name) || (this.#values.get(name) ?? "") === value) continue; // what is missing is blank
      this.#values.set(name, value);
      this.#changed.set(name, seq);
      // Sent with the others it would take them down with it: a message that is too large is refused as a whole.
      if (isTooLarge(name, value)) this.#tooLarge.add(name);
      else this.#tooLarge.delete(name);
      differs = true;
    }
    return differs;
  }

  /** Everything that changed after commit `base`. */
  since(base) {
    return this.#pick((name) => (this.#changed.get(name) ?? 0) > base);
  }

  /** The elements that no message can hold: of them the server keeps what it had before. */
  get leftOut() {
    return [...this.#tooLarge];
  }

  /** Counts these elements as changed by commit `seq`: what a split commit left for the next one. */
  restamp(names, seq) {
    for (const name of names) this.#changed.set(name, seq);
  }

  /** The whole state. What fits no message is named without a text: the server refuses that, and keeps what it had. */
  whole() {
    return { ...this.#pick(() => true), ...Object.fromEntries(this.leftOut.map((name) => [name, false])) };
  }

  #pick(wanted) {
    return Object.fromEntries([...this.#values].filter(([name]) => wanted(name) && !this.#tooLarge.has(name)));
  }
}

/** How many bytes of elements a commit carries: the server takes 256 KB, and the rest is room for names and escapes. */
export const MOST = 200_000;

const encoder = new TextEncoder();

/** How many bytes a value takes on the way. */
export function bytes(value) {
  return encoder.encode(typeof value === "string" ? value : JSON.stringify(value)).length;
}

function isTooLarge(name, value) {
  if (value === null || value.length < MOST_OF_ONE / 6) return false; // an escape takes six bytes at most
  return bytes(JSON.stringify({ [name]: value })) > MOST_OF_ONE;
}

/** The part of a large delta to send now, and the names to send next. Logs go first; place, status and state go last. */
export function split(delta, most) {
  const order = (name) => (/^cmi\.(interactions|objectives|comments)/.test(name) ? 0 : 1);
  const names = Object.keys(delta).sort((a, b) => order(a) - order(b));
  const now = {};
  let size = 2;
  while (names.length) {
    const more = bytes(JSON.stringify({ [names[0]]: delta[names[0]] })); // escapes count: quotes take two bytes each
    if (size + more > most && size > 2) break;
    size += more;
    const name = names.shift();
    now[name] = delta[name];
  }
  return { now, later: names };
}
