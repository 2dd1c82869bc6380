// Sends a session's commits: in order, one in flight, again and again until the server has acknowledged each. The word
// "saved" is the server's acknowledgement and nothing else.

import { bytes, MOST, split } from "./delta.js";
import { acknowledges, PATIENCE, post, postAndWait, tooLate } from "./messages.js";

const ADDRESS = "/s/commit";
// A browser keeps at most 64 KiB of messages under way while a page closes. One whole suspend_data of plain letters fits.
const MOST_AT_CLOSE = 65_000;
const MOST_KEPT_ALIVE = 60_000;
const SHORTEST_GAP = 1_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const LONGEST_PAUSE_ASKED = 120_000; // what asks for more is no server of ours
const LONGEST_PATIENCE = 60_000;

// What a learner would miss: place, answers, status and score. Of all else the server's log has the warning.
const MISSED =
  /^(adl\.|cmi\.(suspend_data|location|completion_status|success_status|progress_measure|score|objectives|core\.(lesson_|score)))/;

export class Sender {
  #run;
  #journal;
  #ledger;
  #onChange;
  #acked = 0;
  #used = 0; // the highest number that went to the server; none is used twice for different content
  #inflight = null;
  #newest = null;
  #flying = false;
  #failures = 0;
  #timer = null;
  #sentAt = -SHORTEST_GAP;
  #notBefore = 0; // the server asked for a pause
  #patience = PATIENCE;
  #urgent = false;
  #keptOnDevice = true;
  #notTaken = new Set();

  /** When the server last acknowledged, by this device's clock: for the eye only. Null before the first time. */
  savedAt = null;
  /** Since when something has been waiting for its acknowledgement, by the clock that only goes forward. */
  waitingSince = null;
  /** Why this page counts no more: {kind: "stale" | "recalled" | "left" | "refused", …}; null while all is well. What it still
   *  holds is sent all the same, unless it was refused: the server keeps it. */
  over = null;
  /** What the server said of the item and the course when the content had finished. */
  standing = null;

  constructor({ token, session, epoch, seq, journal, ledger, onChange }) {
    this.#run = { token, session, epoch };
    this.#acked = this.#used = seq;
    this.#journal = journal;
    this.#ledger = ledger;
    this.#onChange = onChange;
  }

  /** The number that the next commit has. */
  get next() {
    return Math.max(this.#acked, this.#used, this.#inflight?.seq ?? 0) + 1;
  }

  /** Whether the server has everything that was offered. */
  get idle() {
    return !this.#inflight && !this.#newest;
  }

  /** Whether this device keeps what the server does not have yet. */
  get keptOnDevice() {
    return this.#keptOnDevice;
  }

  /** Whether something of what content stored can not be saved: too large for a message, or not taken by the server. */
  get partly() {
    return this.#ledger.leftOut.length > 0 || this.#notTaken.size > 0;
  }

  get failing() {
    return this.#failures > 0;
  }

  /** Takes what the ledger has noted for commit `next`. True once it is safe on this device, or on the server. */
  offer({ final = false, leaving = false, urgent = false } = {}) {
    this.#newest = { seq: this.next, final: final || Boolean(this.#newest?.final), leaving };
    this.waitingSince ??= performance.now();
    this.#keptOnDevice = this.#write();
    if (this.#refused) return false;
    if (!this.#keptOnDevice) return this.#sendAndWait();
    this.#urgent ||= urgent || final || leaving;
    if (this.#urgent) this.retry();
    else this.#kick();
    this.#onChange();
    return this.over?.kind !== "stale";
  }

  /** Hands what is unsaved to the browser to deliver while the page closes. No acknowledgement comes back. */
  close({ final = false, leaving = false } = {}) {
    if (this.#refused || (this.idle && (this.over || (!final && !leaving)))) return;
    const ends = { final: Boolean(final || this.#newest?.final || this.#inflight?.final), leaving };
    const before = this.#inflight;
    const commit = this.#made(this.next, this.#acked, ends);
    this.waitingSince ??= performance.now();
    // It holds all that the commit in flight holds, so it may take its place should the page live on.
    this.#inflight = commit;
    this.#newest = null;
    this.#keptOnDevice = this.#write();
    if (this.#beacon(commit)) return;
    // No beacon carries it: it waits in the journal, to be cut into pieces. If the bulk of it is under way already, what
    // came after that is small.
    this.#inflight = before;
    const small = before && this.#made(commit.seq, before.seq, ends);
    this.#newest = { seq: commit.seq + 1, ...ends };
    this.#keptOnDevice = this.#write();
    if (small) this.#beacon(small);
  }

  /** Tries at once, or as soon as the server allows: the network is back, or the page is in sight again. */
  retry() {
    if (this.#flying || this.#refused) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const wait = this.#notBefore - performance.now();
    if (wait > 0) this.#timer = setTimeout(() => this.retry(), wait);
    else if (this.#inflight) this.#transmit();
    else this.#kick();
  }

  /** Says that the page is in sight, and whether it holds work that the server has not; hears whether it still counts. */
  async beat() {
    if (this.over) return;
    const answer = await post("/s/alive", { ...this.#run, waiting: !this.idle });
    if (answer.ok && answer.body.live === false) this.#endedBy(answer.body);
    else if (answer.kind === "refused") this.stop({ kind: "refused", sentence: answer.body.sentence });
    else if (answer.ok && !this.idle) this.retry();
  }

  /** This page counts no more. */
  stop(over) {
    this.over ??= over;
    if (this.#refused) clearTimeout(this.#timer);
    else this.retry();
    this.#onChange();
  }

  get #refused() {
    return this.over?.kind === "refused";
  }

  #endedBy({ continued, recalled, left }) {
    if (left) this.stop({ kind: "left", sentence: left.sentence });
    else this.stop(recalled ? { kind: "recalled", sentence: recalled.sentence } : { kind: "stale", continued });
  }

  #kick() {
    if (this.#inflight || !this.#newest || this.#refused) return;
    const soonest = Math.max(this.#notBefore, this.#urgent ? 0 : this.#sentAt + SHORTEST_GAP);
    const wait = soonest - performance.now();
    if (wait > 0) {
      this.#timer ??= setTimeout(() => this.retry(), wait);
      return;
    }
    this.#cut();
    this.#write();
    this.#transmit();
  }

  /** A commit of everything that changed after commit `base`. */
  #made(seq, base, { final = false, leaving = false }) {
    return { seq, base, delta: this.#ledger.since(base), final, leaving, device_time: new Date().toISOString() };
  }

  /** Moves the newest state into the slot in flight; of a very large one the first part. */
  #cut() {
    const { seq, ...ends } = this.#newest;
    this.#urgent = false;
    this.#newest = null;
    this.#inflight = this.#made(seq, this.#acked, ends);
    this.#cutToSize("delta", ends);
  }

  #cutToSize(kind, ends) {
    const { [kind]: elements, ...commit } = this.#inflight;
    if (bytes(elements) <= MOST) return;
    const { now, later } = split(elements, MOST);
    if (!later.length) return;
    this.#inflight = { ...commit, [kind]: now, final: false, leaving: false };
    this.#ledger.restamp(later, commit.seq + 1);
    this.#newest = { seq: commit.seq + 1, ...ends };
    this.#urgent = true;
  }

  async #transmit() {
    const commit = this.#inflight;
    const message = { ...this.#run, ...commit };
    this.#flying = true;
    this.#used = Math.max(this.#used, commit.seq);
    this.#sentAt = performance.now();
    clearTimeout(this.#timer);
    this.#timer = null;
    const keepalive = document.visibilityState === "hidden" && bytes(message) <= MOST_KEPT_ALIVE;
    const answer = await post(ADDRESS, message, { keepalive, patience: this.#patience });
    this.#flying = false;
    if (answer.late) this.#patience = Math.min(this.#patience * 2, LONGEST_PATIENCE); // a slow line, perhaps
    this.#settle(commit, answer);
    this.#onChange();
  }

  #beacon(commit) {
    const message = JSON.stringify({ ...this.#run, ...commit });
    if (bytes(message) > MOST_AT_CLOSE) return false;
    this.#used = Math.max(this.#used, commit.seq);
    return navigator.sendBeacon(ADDRESS, new Blob([message], { type: "text/plain" }));
  }

  #settle(commit, answer) {
    const { session } = this.#run;
    const { body } = answer;
    if (acknowledges(answer, session, commit.seq)) {
      this.savedAt = Date.now();
      this.standing = body.standing ?? this.standing;
      this.#noteWarnings(commit, body.warnings);
      this.#settled(commit);
    } else if (tooLate(answer, session, commit.seq)) {
      this.#settled(commit);
      this.#endedBy(body);
    } else if (answer.ok && body.session === session && body.outcome === "need_full") this.#sendWhole(commit.seq);
    else if (body.code === "different-repeat" && answer.kind === "refused") this.#sendWhole(Math.max(body.seq + 1, this.next));
    else if (answer.kind === "refused") this.stop({ kind: "refused", sentence: body.sentence });
    else this.#tryLater(answer.retryAfter);
  }

  /** An acknowledged commit may hold elements that the server did not take, and says so. */
  #noteWarnings(commit, warnings) {
    for (const name of Object.keys(commit.delta ?? commit.state)) this.#notTaken.delete(name);
    for (const { element, code } of Array.isArray(warnings) ? warnings : []) {
      if (code === "state-full" || MISSED.test(element)) this.#notTaken.add(element);
    }
  }

  /** The server has this commit, whether it counts or not. */
  #settled(commit) {
    this.#acked = Math.max(this.#acked, commit.seq);
    this.#failures = this.#notBefore = 0;
    if (this.#inflight && this.#inflight.seq <= this.#acked) this.#inflight = null;
    this.waitingSince = this.idle ? null : performance.now();
    this.#keptOnDevice = this.#write() || this.idle;
    if (!this.#inflight) this.#kick();
    else if (!this.#flying) this.#transmit();
  }

  /** Everything, because the server lacks what a delta would build on. */
  #sendWhole(wanted) {
    const slots = [this.#newest, this.#inflight].filter(Boolean);
    const ends = { final: slots.some(({ final }) => final), leaving: Boolean(slots[0]?.leaving) };
    const seq = Math.max(wanted, this.#inflight?.seq ?? 0);
    const { delta: _, ...commit } = this.#made(seq, seq - 1, ends);
    this.#newest = null;
    this.#inflight = { ...commit, state: this.#ledger.whole() };
    this.#cutToSize("state", ends);
    this.#write();
    this.#tryLater();
  }

  #tryLater(asked = 0) {
    this.#failures += 1;
    const pause = Math.min(FIRST_PAUSE * 2 ** (this.#failures - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
    // Nobody comes back in the same instant as everybody else who was asked to wait.
    const demanded = asked && Math.min(asked, LONGEST_PAUSE_ASKED) + Math.random() * FIRST_PAUSE;
    this.#notBefore = demanded && performance.now() + demanded;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.retry(), Math.max(pause, demanded));
  }

  /** Storage is refused or full: the page waits for the server, and the content is told the truth. */
  #sendAndWait() {
    this.#newest.final ||= Boolean(this.#inflight?.final);
    this.#cut(); // holds all that the commit in flight holds
    const commit = this.#inflight;
    this.#used = commit.seq;
    this.#settle(commit, postAndWait(ADDRESS, { ...this.#run, ...commit }));
    this.#onChange();
    return this.#acked >= commit.seq && this.idle && this.over?.kind !== "stale";
  }

  #write() {
    const newest = this.#newest && { ...this.#newest, names: Object.keys(this.#ledger.since(this.#acked)) };
    const state = newest ? this.#ledger.since(this.#acked) : {};
    const record = { ...this.#run, acked: this.#acked, inflight: this.#inflight, newest, state, written: Date.now() };
    return this.#journal.write(record);
  }
}
