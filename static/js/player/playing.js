// One page, one part, one run-time: what content says is saved, and what it or the learner asks for is carried out.

import { Contents } from "./contents.js";
import { Ledger } from "./delta.js";
import { holdLock } from "./draining.js";
import { Journal } from "./journal.js";
import { begin, rememberTab } from "./opening.js";
import { neighbour, outline, progress, wantedLine } from "./outline.js";
import { blanked, place, removals } from "./placing.js";
import { PreviewSender, previewState } from "./preview.js";
import { loadStandard, makeRuntime } from "./runtime.js";
import { Sender } from "./sender.js";

const HEARTBEAT = 45_000;
const PATIENCE_AT_LEAVING = 8_000;
const PAUSE_FOR_UNLOAD = 1_500;
const LATE_WRITE = 400;
const CALM = 300;
const PARTLY =
  "Part of what this course stores cannot be saved here, and may be missing when you come back. All else is saved. Please tell support.";

/** Plays what `begin` answered. Resolves once the content is on its way; the page then lives by its events. */
export async function play(answer, { screen, storage }) {
  rememberTab({ ...answer, part: currentPart(answer) }); // the address is good once only: from here a reload goes on
  const kind = await arrived(answer.standard, screen);
  if (!kind) return;
  let begun = answer.preview ? { ...answer, state: previewState(currentPart(answer), answer.state) } : answer;
  // Who looks again goes where they like: nothing of it is sequenced, since nothing of it counts.
  const tree = begun.mode === "review" ? null : begun.tree;
  let outcome = null;
  if (tree) {
    const placed = await place(begun, kind, async (message) => {
      const asked = await begin(screen, message);
      return asked?.preview ? { ...asked, state: previewState(currentPart(asked), asked.state) } : asked;
    });
    if (!placed) return;
    ({ begun, outcome } = placed);
  }
  return new Play(begun, { tree, outcome, kind, screen, storage }).start();
}

/** The library for the standard; undefined where it did not come, and the learner has said what to do about it. */
async function arrived(standard, screen) {
  try {
    return await loadStandard(standard);
  } catch {
    // A browser may remember that a script failed; a fresh page asks for it anew.
    if ((await screen.ask("offline")) === "again") location.reload();
    else screen.leave();
  }
}

class Play {
  #begun;
  #part;
  #outcome;
  #screen;
  #contents;
  #ledger = new Ledger();
  #sender;
  #runtime;
  #sequencer;
  #dirty = false;
  #leaving = false;
  #closing = false;
  #moving = false;
  #toldPartly = false;
  #to = null; // where a leave that is under way leads
  #over = false;
  #controlsDue = null;
  #validity = null; // of the sequencer, when the controls were last drawn

  constructor(begun, { tree, outcome, kind, screen, storage }) {
    this.#begun = begun;
    this.#part = currentPart(begun);
    this.#outcome = outcome;
    this.#screen = screen;
    this.#contents = new Contents(document);
    const own = { ...begun, part: this.#part, ledger: this.#ledger, onChange: () => this.#refresh() };
    this.#sender = begun.preview ? new PreviewSender(own) : new Sender({ ...own, journal: new Journal(storage, begun.session) });
    const defer = Boolean(tree && storage) || Boolean(tree && begun.preview);
    const hooks = {
      tree,
      commit: (snapshot, { final }) => (final && defer ? true : this.#commit(snapshot, { final })),
      changed: (late, judged) => this.#changed(late, judged),
      finished: (asked) => this.#finished(asked, defer),
    };
    const further = Boolean(tree) && isFurther(begun.state["adl.tree"]);
    this.#runtime = makeRuntime(kind, further ? blanked(begun.state) : begun.state, hooks);
    this.#sequencer = this.#runtime.sequencer;
    this.#takeStock(further);
  }

  /** Notes what the server has, so that only what differs is sent; and what differs already. */
  #takeStock(further) {
    const { state, before = state } = this.#begun;
    const shared = Object.entries(before).filter(([name]) => name.startsWith("adl."));
    const own = Object.entries(this.#runtime.snapshot()).filter(([name]) => !name.startsWith("adl."));
    this.#ledger.take(Object.fromEntries([...shared, ...own]), this.#sender.next - 1);
    if (!further) return;
    this.#ledger.take(removals(before), this.#sender.next);
    this.#sequencer.begun();
  }

  start() {
    const { session } = this.#begun;
    rememberTab({ ...this.#begun, part: this.#part });
    if (session) holdLock(session);
    this.#screen.describe(this.#begun);
    this.#listen();
    if (this.#sequencer && this.#outcome.kind !== "deliver") return this.#proceed(this.#outcome);
    this.#open();
    if (this.#sequencer) this.#keep();
    this.#refresh();
    this.#showControls();
  }

  #open() {
    // A page without a run-time is complete once it was opened: the server counts it so when it is left (CAM 2.1.1).
    if (!this.#begun.asset) window[this.#runtime.name] = this.#runtime.api;
    this.#screen.open(this.#begun.launch);
  }

  #commit(snapshot, { final }) {
    const differs = this.#ledger.take(snapshot, this.#sender.next);
    this.#dirty = false;
    if (this.#closing) {
      this.#sender.close({ final });
      return this.#sender.keptOnDevice;
    }
    const nothingToDo = !differs && !final && (this.#sender.idle || this.#sender.keptOnDevice);
    const safe = nothingToDo || this.#sender.offer({ final, urgent: document.visibilityState === "hidden" });
    this.#refresh();
    return safe && !this.#ledger.leftOut.some((name) => name.startsWith("cmi.")); // the content is told the truth
  }

  #changed(late, judged) {
    this.#dirty = true;
    // The run-time sends nothing more, once it has finished or the page goes; so we do.
    if (this.#closing) queueMicrotask(() => this.#closeAgain());
    else if (late) setTimeout(() => this.#keep(), LATE_WRITE);
    this.#refresh();
    if (judged) this.#controlsDue ??= setTimeout(() => this.#showControls(), CALM);
  }

  /** The content has finished; with `asked`, its navigation request. True once its last values are safe. */
  #finished(asked, deferred) {
    let outcome = null;
    if (this.#sequencer) {
      outcome = this.#sequencer.take();
      // A request that is not valid is ignored; the content has ended all the same (SN 4.4, NB.2.1).
      if (!outcome && this.#sequencer.active) outcome = this.#sequencer.request("exit", "", this.#runtime.exit);
    }
    const safe = deferred ? this.#commit(this.#runtime.snapshot(), { final: true }) : true;
    if (this.#closing || this.#moving) this.#outcome = outcome;
    else if (this.#sequencer) setTimeout(() => this.#proceed(outcome ?? { kind: "nothing" }));
    else setTimeout(() => this.#followList(asked));
    return safe;
  }

  /** Without a sequencer, content's requests go through the list of parts. */
  #followList(asked) {
    if (this.#sender.over) return;
    this.#showControls();
    const line = wantedLine(asked, this.#begun.parts, this.#lines());
    if (line) this.#goTo(line.part);
  }

  /** Carries out what the sequencer has decided. */
  async #proceed(outcome) {
    this.#moving = false;
    if (this.#sender.over) return; // the page says so; another page or nobody goes on
    if (outcome.kind === "deliver") {
      const part = this.#begun.parts.find(({ identifier }) => identifier === outcome.id);
      if (!part?.launchable) return this.#screen.fail("The next part of this course has no page. Please tell support.");
      return this.#goTo(part.part);
    }
    if (outcome.kind === "end" && outcome.reason === "suspend_all") return this.#leave(() => this.#screen.leave());
    if (outcome.kind === "nothing" && this.#sequencer.lone && this.#sequencer.current && !this.#sequencer.suspended) {
      return this.#proceed(this.#sequencer.request("exitAll"));
    }
    this.#over = outcome.kind === "end";
    if (this.#over) this.#keep({ leaving: !this.#runtime.finished });
    else this.#keep();
    this.#showControls();
    if (this.#over) return;
    const { onward } = this.#controls();
    this.#screen.showBetween({ done: this.#runtime.begun || this.#moved, onward: Boolean(onward) });
    if (!onward) this.#contents.open();
  }

  get #moved() {
    return this.#sequencer.current !== null;
  }

  /** The learner uses a control of ours: the content says its last words, and the sequencer decides. */
  async #navigate(request, target = "") {
    if (this.#moving || this.#sender.over) return;
    this.#moving = true;
    this.#outcome = null;
    this.#screen.say("Saving…");
    const running = this.#runtime.begun && !this.#runtime.finished;
    const unpin = running ? this.#sequencer.pin(request, target) : null;
    await this.#screen.unloadContent(PAUSE_FOR_UNLOAD);
    if (running && !this.#runtime.finished) {
      unpin();
      this.#sequencer.keep();
    }
    const exit = this.#runtime.exit === "suspend" ? "suspend" : "";
    await this.#proceed(this.#outcome ?? this.#sequencer.request(request, target, exit));
  }

  async #act(name, part) {
    if (this.#moving || this.#sender.over) return;
    if (!this.#sequencer) {
      const line = name === "choose" ? { part } : neighbour(this.#lines(), name === "back" ? -1 : 1);
      if (line) this.#goTo(line.part);
    } else if (name === "choose") {
      const { identifier } = this.#begun.parts.find((one) => one.part === part);
      this.#navigate("choice", identifier);
    } else if (name === "back") this.#navigate("previous");
    else {
      const ends = name === "finish" || this.#validity.last;
      const done = this.#runtime.snapshot()["adl.root.completion_status"] === "completed";
      if (ends && !done && (await this.#screen.ask("finish")) !== "finish") return;
      this.#navigate(name === "finish" ? "exitAll" : "continue");
    }
  }

  /** What `begin` told, and of the part that plays here what it has said since; of a score the server says what it means. */
  #parts() {
    const data = this.#runtime?.begun ? this.#runtime.snapshot() : null;
    if (!data || this.#begun.mode === "review") return this.#begun.parts;
    const scored = data["cmi.core.score.raw"] || data["cmi.score.scaled"];
    const done = !scored && [data["cmi.core.lesson_status"], data["cmi.completion_status"]].includes("completed");
    const now = (part) => ({ ...part, completion: done || part.completion === "completed" ? "completed" : "incomplete" });
    return this.#begun.parts.map((part) => (part.part === this.#part ? now(part) : part));
  }

  #lines() {
    if (!this.#sequencer) return outline(this.#parts(), this.#part);
    const { choices, onward } = this.#validity;
    const playing = this.#sequencer.active ? this.#part : null;
    return outline(this.#begun.parts, playing, { standing: this.#sequencer.standing(), choices, onward });
  }

  /** The labels of our controls; blank for what is not to be had now. */
  #controls() {
    if (this.#over) return { back: "", onward: "", finish: "", leave: true };
    if (!this.#sequencer) {
      const lines = this.#lines();
      return { back: neighbour(lines, -1) ? "Previous" : "", onward: neighbour(lines, 1) ? "Next part" : "", finish: "", leave: true, ready: this.#ready(lines) };
    }
    const { onward, back, last, finish, leave } = this.#validity;
    return {
      back: back ? "Previous" : "",
      onward: onward ? (last ? "Finish" : "Next part") : "",
      finish: finish && !(onward && last) ? "Finish the course" : "",
      leave,
      ready: this.#ready(this.#lines()),
    };
  }

  /** Going on is what to do next: before that our button would drown the content's own "next page". */
  #ready(lines) {
    return this.#runtime.finished || lines.some((line) => line.current && line.state === "done");
  }

  #showControls() {
    clearTimeout(this.#controlsDue);
    this.#controlsDue = null;
    if (this.#sender.over) return;
    this.#validity = this.#sequencer?.validity();
    const lines = this.#over ? [] : this.#lines();
    this.#contents.show(lines, this.#controls());
    this.#screen.showPlace(progress(lines));
    this.#screen.allowLeaving(this.#controls().leave);
    if (!this.#sequencer) this.#screen.offerNext(neighbour(lines, 1));
  }

  /** Offers what the content has set, committed or not. */
  #keep(options = {}) {
    const differs = this.#ledger.take(this.#runtime.snapshot(), this.#sender.next);
    this.#dirty = false;
    if (differs || options.leaving) this.#sender.offer(options);
    this.#refresh();
  }

  #refresh() {
    if (this.#sender.partly && !this.#toldPartly) {
      this.#toldPartly = true;
      this.#screen.note(PARTLY);
    }
    const over = this.#sequencer ? this.#over : this.#runtime?.finished;
    const saved = this.#sender.idle && Boolean(this.#sender.standing || this.#begun.preview || this.#begun.mode === "review");
    this.#screen.show(this.#sender, { dirty: this.#dirty, finished: over && saved, mode: this.#begun.mode });
  }

  /** The page goes: everything by the way that outlives it, and the session ends unless the content has ended it. */
  #close() {
    this.#closing = true;
    if (this.#leaving && this.#sender.idle) return;
    // Who closes the tab comes back to where they were, whatever the content says about its exit.
    const nav = this.#sequencer?.active && this.#runtime.begun && !this.#moving ? this.#runtime.api.adl.nav : null;
    if (nav?.request === "_none_") nav.request = "suspendAll";
    this.#ledger.take(this.#runtime.snapshot(), this.#sender.next);
    this.#dirty = false;
    this.#sender.close({ leaving: !this.#runtime.finished });
  }

  /** The content spoke after that: its own page is told of the end after ours. */
  #closeAgain() {
    if (this.#ledger.take(this.#runtime.snapshot(), this.#sender.next)) this.#sender.close({ leaving: !this.#runtime.finished });
  }

  #reopen() {
    if (this.#moving) return location.reload(); // it was left, and its content taken away
    this.#closing = false;
    if (this.#sequencer && !this.#runtime.finished) this.#runtime.api.adl.nav.request = "_none_";
    this.#sender.retry();
    this.#beat();
  }

  /** Takes the content away, waits until all is saved, and goes. Asked twice, it goes where it was asked last. */
  async #leave(to) {
    const underWay = this.#to !== null;
    this.#to = to;
    this.#moving = true;
    if (underWay) return;
    this.#screen.say("Saving before you leave…");
    await this.#screen.unloadContent(PAUSE_FOR_UNLOAD); // the content's own last words
    this.#keep({ leaving: !this.#runtime.finished });
    while (!(await this.#settled())) {
      const where = this.#sender.keptOnDevice ? "unsent" : "unsaved";
      if ((await this.#screen.ask(where)) === "leave") break;
      this.#sender.retry();
    }
    if (this.#sender.over) return; // the page says why, and where to go
    this.#leaving = true;
    this.#to();
  }

  /** Waits a while for the server to have everything; true once it has, or never will. */
  async #settled() {
    const until = performance.now() + PATIENCE_AT_LEAVING;
    const done = () => this.#sender.idle || Boolean(this.#sender.over);
    while (!done() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    return done();
  }

  /** Another part of the package: a fresh page, since a run-time lives for one part only. */
  #goTo(part) {
    this.#leave(() => {
      rememberTab({ ...this.#begun, part });
      location.reload();
    });
  }

  /** “Save and leave”: suspends everything, so that the next launch goes on here. */
  #saveAndLeave() {
    if (this.#sequencer && !this.#over && this.#sequencer.current && (this.#sequencer.active || this.#sequencer.suspended)) {
      return this.#navigate("suspendAll");
    }
    return this.#leave(() => this.#screen.leave());
  }

  #beat() {
    if (document.visibilityState === "visible") this.#sender.beat();
  }

  #listen() {
    this.#runtime.api.on(this.#runtime.name === "API" ? "LMSInitialize" : "Initialize", () => this.#showControls());
    this.#screen.onLeave(() => this.#saveAndLeave());
    this.#screen.onPart((part) => this.#goTo(part));
    this.#screen.onContents(() => this.#contents.open());
    this.#screen.onOnward(() => this.#act("onward"));
    this.#contents.onAct((name, part) => this.#act(name, part));
    setInterval(() => this.#beat(), HEARTBEAT);
    setInterval(() => this.#refresh(), 1_000);
    addEventListener("online", () => this.#sender.retry());
    addEventListener("pageshow", (event) => event.persisted && this.#reopen());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#keep({ urgent: true });
      else this.#sender.retry();
    });
    addEventListener("pagehide", () => this.#close());
    addEventListener("beforeunload", (event) => {
      if (!this.#leaving && this.#screen.state === "unsaved") event.preventDefault();
    });
  }
}

function currentPart(begun) {
  return begun.parts.find((part) => part.current)?.part;
}

function isFurther(tree) {
  try {
    return Boolean(JSON.parse(tree).more.fresh);
  } catch {
    return false;
  }
}
