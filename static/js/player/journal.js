// What this device keeps of a session until the server has it: one record, written before the network. Two slots: the
// commit in flight, exactly as sent, and the newest after it. The record holds the session's token, so that leftovers
// of a crashed tab can come home under it; another learner's or another package's page is another origin.

import { bytes, MOST, split } from "./delta.js";
import { copies, mirror } from "./mirror.js";

const MOST_AT_ALL = 256 * 1024; // the server's limit: what is larger has never been taken
const PREFIX = "candour:run:";
const ASIDE = "candour:aside:";
/** The browser's storage, or null where it is refused. A full one is none the less read: it may hold leftovers. */
export function browserStorage() {
  try {
    const storage = globalThis.localStorage; // reading the property throws where a browser refuses it
    storage.getItem(PREFIX);
    return storage;
  } catch {
    return null;
  }
}

export class Journal {
  #storage;
  #key;
  #turn = 0;

  constructor(storage, session) {
    this.#storage = storage;
    this.#key = PREFIX + session;
  }

  /** Writes the record; false where it could not be written. A record with nothing to send is taken away. */
  write(record) {
    if (!this.#storage) return false;
    if (!record.inflight && !record.newest) return this.clear();
    this.#turn += 1;
    const text = JSON.stringify({ ...record, version: 1, turn: this.#turn });
    mirror(this.#key, text);
    try {
      this.#storage.setItem(this.#key, text);
      return true;
    } catch {
      return false;
    }
  }

  /** Forgets the session; true unless the storage refuses. */
  clear() {
    mirror(this.#key, null);
    try {
      this.#storage?.removeItem(this.#key);
      return true;
    } catch {
      return false; // it can do no harm: the server answers a repeat as it answered the first time
    }
  }
}

/** Brings back, from its copy, the record of a session that the storage has lost or has only an older one of. */
export async function restore(storage, session) {
  const key = PREFIX + session;
  const [, text] = (await copies()).find(([name]) => name === key) ?? [];
  if (!text || turnOf(storage.getItem(key)) >= turnOf(text)) return;
  try {
    storage.setItem(key, text);
  } catch {
    // A storage that is full; the copy stays, for the next visit.
  }
}

/** The sessions of which a copy is kept. */
export async function copied() {
  return (await copies()).map(([key]) => key.slice(PREFIX.length));
}

function turnOf(text) {
  try {
    return JSON.parse(text)?.turn ?? 0;
  } catch {
    return 0;
  }
}

/** Keeps what the server refused, out of the way: it is sent no more, and not thrown away either. */
export function setAside(storage, session) {
  try {
    storage.setItem(ASIDE + session, storage.getItem(PREFIX + session));
    storage.removeItem(PREFIX + session);
    mirror(PREFIX + session, null);
  } catch {
    // It stays where it is, and is asked about again at the next visit.
  }
}

/** Records of earlier sessions on this device that still hold something to send, the oldest first: by their epochs,
 *  since this device's clock may have been set in between. */
export function leftovers(storage, except = "") {
  const found = [];
  for (let number = 0; storage && number < storage.length; number += 1) {
    const key = storage.key(number);
    if (!key?.startsWith(PREFIX) || key === PREFIX + except) continue;
    try {
      const record = JSON.parse(storage.getItem(key));
      if (record?.version === 1 && (record.inflight || record.newest)) found.push(record);
    } catch {
      // Not ours, or cut off while it was written; there is nothing to be read from it.
    }
  }
  return found.sort((a, b) => a.epoch - b.epoch);
}

/** The commits of a leftover record, in order, as messages, each small enough for the server. */
export function commitsOf(record) {
  const commits = [];
  for (const commit of kept(record)) {
    // What was cut into several before takes up more numbers.
    const last = commits.at(-1)?.seq ?? 0;
    commits.push(...pieces({ ...commit, seq: Math.max(commit.seq, last + 1) }));
  }
  return commits;
}

/** A commit that no server has taken, because it is larger than any may be, as several; any other as it is. */
function pieces(commit) {
  if (!commit.delta || bytes(commit) <= MOST_AT_ALL) return [commit];
  const { now, later } = split(commit.delta, MOST);
  if (!later.length) return [commit];
  const rest = Object.fromEntries(later.map((name) => [name, commit.delta[name]]));
  return [
    { ...commit, delta: now, final: false, leaving: false },
    ...pieces({ ...commit, seq: commit.seq + 1, base: commit.seq, delta: rest }),
  ];
}

function kept(record) {
  const named = { token: record.token, session: record.session, epoch: record.epoch };
  const commits = record.inflight ? [{ ...named, ...record.inflight }] : [];
  if (record.newest) {
    const { seq, names, final, leaving } = record.newest;
    const delta = Object.fromEntries(names.map((name) => [name, record.state[name]]));
    const device_time = new Date(record.written ?? 0).toISOString();
    commits.push({ ...named, seq, base: record.acked, delta, final, leaving, device_time });
  }
  return commits;
}
