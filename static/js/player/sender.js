// Sends a session's commits: in order, one in flight, again and again until the server has acknowledged each. The word
// "saved" is the server's acknowledgement and nothing else.

import { bytes, MOST, split } from "./delta.js";
import { acknowledges, post, postAndWait } from "./messages.js";

const ADDRESS = "/s/commit";
// A browser keeps at most 64 KiB of messages under way while a page closes. One whole suspend_data of plain letters fits.
const MOST_AT_CLOSE = 65_000;
const MOST_KEPT_ALIVE = 60_000;
const SHORTEST_GAP = 1_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

export class Sender {
  #run;
  #journal;
  #ledger;
  #onChange;
  #acked = 0;
  #inflight = null;
  #newest = null;
  #flying = false;
  #failures = 0;
  #timer = null;
  #sentAt = 0;
  #urgent = false;
  #keptOnDevice = true;

  /** When the server last acknowledged, by this device's clock; null before the first time. */
  savedAt = null;
  /** Since when something has been waiting for its acknowledgement. */
  waitingSince = null;
  /** Why nothing more will be sent: {kind: "stale" | "refused", …}; null while all is well. */
  over = null;
  /** What the server said of the item and the course when the content had finished. */
  standing = null;

  constructor({ token, session, epoch, seq, journal, ledger, onChange }) {
    this.#run = { token, session, epoch };
    this.#acked = seq;
    this.#journal = journal;
    this.#ledger = ledger;
    this.#onChange = onChange;
  }

  /** The number that the next commit has. */
  get next() {
    return Math.max(this.#acked, this.#inflight?.seq ?? 0) + 1;
  }

  /** Whether the server has everything that was offered. */
  get idle() {
    return !this.#inflight && !this.#newest;
  }

  /** Whether this device keeps what the server does not have yet. */
  get keptOnDevice() {
    return this.#keptOnDevice;
  }

  get failing() {
    return this.#failures > 0;
  }

  /** Takes what the ledger has noted for commit `next`. True once it is safe on this device, or on the server. */
  offer({ final = false, leaving = false, urgent = false } = {}) {
    if (this.over) return false;
    this.#newest = { seq: this.next, final: final || Boolean(this.#newest?.final), leaving };
    this.waitingSince ??= Date.now();
    this.#keptOnDevice = this.#write();
    if (!this.#keptOnDevice) return this.#sendAndWait();
    this.#urgent ||= urgent || final || leaving;
    this.#kick();
    this.#onChange();
    return true;
  }

  /** Hands what is unsaved to the browser to deliver while the page closes. No acknowledgement comes back. */
  close({ final = false, leaving = false } = {}) {
    if (this.over || (this.idle && !final && !leaving)) return;
    const ends = { final: Boolean(final || this.#newest?.final || this.#inflight?.final), leaving };
    const commit = { seq: this.next, base: this.#acked, delta: this.#ledger.since(this.#acked), ...ends };
    const message = JSON.stringify({ ...this.#run, ...commit });
    if (bytes(message) > MOST_AT_CLOSE) {
      // No beacon carries it: it waits in the journal, to be cut into pieces should the page live on.
      this.#newest = { seq: commit.seq, ...ends };
      this.waitingSince ??= Date.now();
      this.#keptOnDevice = this.#write();
      return;
    }
    // It holds all that the commit in flight holds, so it may take its place should the page live on.
    this.#inflight = commit;
    this.#newest = null;
    this.waitingSince ??= Date.now();
    this.#keptOnDevice = this.#write();
    navigator.sendBeacon(ADDRESS, new Blob([message], { type: "text/plain" }));
  }

  /** Tries at once: the network is back, or the page is in sight again. */
  retry() {
    if (this.#flying || this.over) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#inflight) this.#transmit();
    else this.#kick();
  }

  /** Stops for good, because a newer session has begun. */
  stop(over) {
    this.over ??= over;
    clearTimeout(this.#timer);
    this.#onChange();
  }

  #kick() {
    if (this.#inflight || !this.#newest || this.over) return;
    const wait = this.#urgent ? 0 : this.#sentAt + SHORTEST_GAP - Date.now();
    if (wait > 0) {
      this.#timer ??= setTimeout(() => this.retry(), wait);
      return;
    }
    this.#cut();
    this.#write();
    this.#transmit();
  }

  /** Moves the newest state into the slot in flight; of a very large one the first part. */
  #cut() {
    const { seq, final, leaving } = this.#newest;
    const delta = this.#ledger.since(this.#acked);
    this.#urgent = false;
    this.#newest = null;
    if (bytes(delta) <= MOST) {
      this.#inflight = { seq, base: this.#acked, delta, final, leaving };
      return;
    }
    const { now, later } = split(delta, MOST);
    this.#inflight = { seq, base: this.#acked, delta: now, final: later.length === 0 && final, leaving: false };
    if (later.length) {
      this.#ledger.restamp(later, seq + 1);
      this.#newest = { seq: seq + 1, final, leaving };
      this.#urgent = true;
    }
  }

  async #transmit() {
    const commit = this.#inflight;
    const message = { ...this.#run, ...commit };
    this.#flying = true;
    this.#sentAt = Date.now();
    const keepalive = document.visibilityState === "hidden" && bytes(message) <= MOST_KEPT_ALIVE;
    const answer = await post(ADDRESS, message, { keepalive });
    this.#flying = false;
    this.#settle(commit, answer);
    this.#onChange();
  }

  #settle(commit, answer) {
    const { session } = this.#run;
    if (acknowledges(answer, session, commit.seq)) this.#acknowledge(commit, answer.body);
    else if (answer.ok && answer.body.session === session && answer.body.outcome === "stale") {
      this.#inflight = null;
      this.#tellStale(answer.body);
    } else if (answer.ok && answer.body.session === session && answer.body.outcome === "need_full") this.#sendWhole(commit.seq);
    else if (answer.kind === "refused" && answer.body.code === "different-repeat") this.#sendWhole(answer.body.seq + 1);
    else if (answer.kind === "refused") this.stop({ kind: "refused", sentence: answer.body.sentence });
    else this.#tryLater();
  }

  #acknowledge(commit, body) {
    this.#acked = Math.max(this.#acked, commit.seq);
    this.#failures = 0;
    if (body.standing) this.standing = body.standing;
    if (this.#inflight && this.#inflight.seq <= this.#acked) this.#inflight = null;
    this.savedAt = Date.now();
    this.waitingSince = this.idle ? null : this.savedAt;
    this.#keptOnDevice = this.#write() || this.idle;
    if (this.#inflight) this.#transmit();
    else this.#kick();
  }

  /** What this page had not sent yet is kept by the server too, but it is not what the learner will find. */
  #tellStale(body) {
    if (this.#newest) {
      this.#cut();
      post(ADDRESS, { ...this.#run, ...this.#inflight }).then((answer) => answer.ok && this.#journal.clear());
      this.#write();
    } else this.#journal.clear();
    this.stop({ kind: "stale", continued: body.continued });
  }

  #sendWhole(seq) {
    const ends = this.#newest ?? this.#inflight ?? {};
    this.#newest = null;
    this.#inflight = {
      seq,
      base: seq - 1,
      state: this.#ledger.whole(),
      final: Boolean(ends.final),
      leaving: Boolean(ends.leaving),
    };
    this.#write();
    this.#tryLater();
  }

  #tryLater() {
    this.#failures += 1;
    const pause = Math.min(FIRST_PAUSE * 2 ** (this.#failures - 1), LONGEST_PAUSE);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.retry(), pause * (0.5 + Math.random() / 2));
  }

  /** Storage is refused or full: the page waits for the server, and the content is told the truth. */
  #sendAndWait() {
    const { seq, final, leaving } = this.#newest;
    const commit = { seq, base: this.#acked, delta: this.#ledger.since(this.#acked), final, leaving };
    const answer = postAndWait(ADDRESS, { ...this.#run, ...commit });
    const saved = acknowledges(answer, this.#run.session, seq);
    if (saved) {
      this.#newest = null;
      this.#acknowledge(commit, answer.body);
    } else if (answer.body?.outcome === "stale") this.#tellStale(answer.body);
    else this.#tryLater();
    this.#onChange();
    return saved;
  }

  #write() {
    const newest = this.#newest && { ...this.#newest, names: Object.keys(this.#ledger.since(this.#acked)) };
    const state = newest ? this.#ledger.since(this.#acked) : {};
    const record = { ...this.#run, acked: this.#acked, inflight: this.#inflight, newest, state, written: Date.now() };
    return this.#journal.write(record);
  }
}
