// Sends records one after the other, in order, until the server has acknowledged each by its session and number. Only
// that counts: a sign-in page with status 200 or a café's greeting is a failure like silence.

const PATIENCE = 20_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const KEEPALIVE = 30_000; // characters: what a closing page may still send

export class Sender {
  #journal;
  #next;
  #token;
  #told;
  #running = false;
  #timer = null;
  #failures = 0;

  /**
   * @param journal where records are.
   * @param next () => a promise of the record to send now, or undefined.
   * @param token {value, renew()}: the page's proof against forged posts.
   * @param told {acknowledged(record, answer), refused(record, answer), failing(why), idle()}.
   */
  constructor(journal, next, token, told) {
    [this.#journal, this.#next, this.#token, this.#told] = [journal, next, token, told];
    addEventListener("online", () => this.wake());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
  }

  get failing() {
    return this.#failures > 0;
  }

  /** Sends now whatever waits. */
  async wake() {
    clearTimeout(this.#timer);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let record = await this.#next(); record; record = await this.#next()) {
        if (!(await this.#deliver(record))) {
          this.#tryLater();
          return;
        }
      }
      this.#told.idle();
    } finally {
      this.#running = false;
    }
  }

  async #deliver(record) {
    let answer = await this.#post(record);
    if (answer.forgery && (await this.#token.renew())) answer = await this.#post(record);
    if (answer.acknowledged) {
      this.#failures = 0;
      this.#journal.remove(record);
      this.#told.acknowledged(record, answer.said);
      return true;
    }
    if (answer.refused) {
      this.#failures = 0;
      this.#told.refused(record, answer.said);
      return true;
    }
    this.#failures += 1;
    this.#told.failing(answer.why);
    return false;
  }

  async #post({ url, session, seq, fields }) {
    const body = new URLSearchParams([...fields, ["seq", seq], ["csrfmiddlewaretoken", this.#token.value]]);
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: body.toString().length < KEEPALIVE,
        signal: AbortSignal.timeout(PATIENCE),
      });
      // Who was signed out is led to a sign-in page, as HTML or as JSON: no answer of this address.
      if (response.redirected) return { why: "signed-out" };
      if (!(response.headers.get("Content-Type") ?? "").startsWith("application/json")) {
        return { forgery: response.status === 403, why: "no-answer" };
      }
      const said = await response.json();
      if (response.ok) {
        const ours = said.session === session && said.seq === seq && Number.isInteger(said.ack);
        return ours ? { acknowledged: true, said } : { why: "no-answer" };
      }
      const refusal = typeof said.code === "string" && typeof said.sentence === "string";
      // 429 and what is 500 or more pass; a refusal in our own words does not.
      return refusal && response.status < 500 && response.status !== 429 ? { refused: true, said } : { why: "no-answer" };
    } catch {
      return { why: "no-answer" };
    }
  }

  #tryLater() {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(() => this.wake(), pause * (0.75 + Math.random() / 2));
  }
}
