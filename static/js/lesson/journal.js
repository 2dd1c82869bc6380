// What a learner did and the server has not acknowledged, on this device. Written before the network is asked, taken
// away by an acknowledgement only. Every record belongs to one person, by a name that says nothing about them: who signs
// in next on this device neither sees nor sends it.

import { copies, mirror } from "../player/mirror.js";

const PREFIX = "candour:lesson:";
const ASIDE = "candour:lesson-aside:";
const MONTH = 30 * 24 * 3600 * 1000;

/** The browser's storage, or null where it is refused. */
function browserStorage() {
  try {
    const storage = globalThis.localStorage; // reading the property throws where a browser refuses it
    storage.getItem(PREFIX);
    return storage;
  } catch {
    return null;
  }
}

/** Whether this device holds work of that person: a look that starts nothing. */
export function holdsWorkOf(owner) {
  const storage = browserStorage();
  for (let number = 0; storage && number < storage.length; number += 1) {
    if (storage.key(number)?.startsWith(`${PREFIX}${owner}:`)) return true;
  }
  return false;
}

export class Journal {
  #storage = browserStorage();
  #owner;
  #memory = new Map(); // what the storage refused: it lives as long as the page

  constructor(owner) {
    this.#owner = owner;
    this.#forgetOld();
  }

  /** Writes a record; false where only this page's memory holds it. */
  add(record) {
    const key = this.#keyOf(record);
    const text = JSON.stringify({ ...record, version: 1, turn: this.#nextTurn() });
    try {
      this.#storage.setItem(key, text);
      mirror(key, text);
      return true;
    } catch {
      this.#memory.set(key, JSON.parse(text));
      return false;
    }
  }

  /** Forgets a record that was acknowledged. */
  remove(record) {
    const key = this.#keyOf(record);
    this.#memory.delete(key);
    mirror(key, null);
    try {
      this.#storage?.removeItem(key);
    } catch {
      // It can do no harm: the server knows a repeat.
    }
  }

  /** Keeps what the server refused, out of the way: it is sent no more, and not thrown away at once either. */
  setAside(record) {
    try {
      this.#storage.setItem(this.#keyOf(record).replace(PREFIX, ASIDE), JSON.stringify({ ...record, refused: Date.now() }));
    } catch {
      // No room: the page has said what was refused.
    }
    this.remove(record);
  }

  /** This person's records in the order in which they were written. */
  all() {
    const found = [...this.#memory.values()];
    for (let number = 0; this.#storage && number < this.#storage.length; number += 1) {
      const key = this.#storage.key(number);
      const record = key?.startsWith(`${PREFIX}${this.#owner}:`) ? read(this.#storage.getItem(key)) : null;
      if (record) found.push(record);
    }
    return found.sort((a, b) => a.turn - b.turn);
  }

  /** Whether any record would be lost with the page. */
  get fragile() {
    return this.#memory.size > 0;
  }

  /** Brings back what a killed browser had not yet written to its disk, from the copy that was. */
  async restore() {
    for (const [key, text] of await copies()) {
      if (!key.startsWith(`${PREFIX}${this.#owner}:`) || !this.#storage || this.#storage.getItem(key)) continue;
      try {
        this.#storage.setItem(key, text);
      } catch {
        return; // a full storage; the copy stays for the next visit
      }
    }
  }

  #keyOf({ session, seq }) {
    return `${PREFIX}${this.#owner}:${session}:${String(seq).padStart(6, "0")}`;
  }

  #nextTurn() {
    return 1 + (this.all().at(-1)?.turn ?? 0);
  }

  #forgetOld() {
    for (const key of Object.keys(this.#storage ?? {})) {
      if (!key.startsWith(ASIDE)) continue;
      if ((read(this.#storage.getItem(key))?.refused ?? 0) < Date.now() - MONTH) this.#storage.removeItem(key);
    }
  }
}

function read(text) {
  try {
    const record = JSON.parse(text);
    return record?.version === 1 ? record : null;
  } catch {
    return null;
  }
}
