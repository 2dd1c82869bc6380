// What the learner sees around the content: title, part, the line that says where their work is, questions, the end.

import { Announcer, clock, standing, when } from "./status.js";

export class Screen {
  #document;
  #announcer;
  #title = "";
  #leaveTo;

  /** The state that the line shows now. */
  state = "idle";

  constructor(document) {
    this.#document = document;
    this.#announcer = new Announcer(this.#part("announcer"));
    this.#leaveTo = this.#part("leave").dataset.fallback;
    this.#part("notes-close").addEventListener("click", () => {
      this.#part("notes-box").hidden = true;
    });
  }

  /** Shows what `begin` answered about the course. */
  describe({ title, course, leave, mode }) {
    this.#leaveTo = leave;
    this.#title = title;
    this.#part("course").textContent = title === course ? "" : course;
    this.#part("title").textContent = title;
    this.#document.title = title === course ? title : `${title}, ${course}`;
    this.#part("leave").hidden = false;
    if (mode && mode !== "normal") this.#part("leave").textContent = "Leave";
  }

  /** Shows which part this is and how far the learner is; nothing where there is one part only. */
  showPlace({ done, of, place, title }) {
    this.#part("progress").hidden = of < 2;
    if (of < 2) return;
    if (title) {
      this.#part("course").textContent = this.#title;
      this.#part("title").textContent = title;
    }
    this.#part("place").textContent = place ? `Part ${place} of ${of}` : `${done} of ${of} done`;
    const bar = this.#part("bar");
    bar.max = of;
    bar.value = done;
    bar.setAttribute("aria-label", `${done} of ${of} parts completed`);
  }

  /** Offers the next part beside the end of this one; without `line` there is none. */
  offerNext(line) {
    const next = this.#part("next");
    next.hidden = !line;
    if (!line) return;
    next.dataset.part = line.part;
    this.#part("next-title").textContent = line.title;
  }

  /** The package may ask that learners leave by its own means only. */
  allowLeaving(allowed) {
    this.#part("leave").hidden = !allowed;
  }

  /** Frames the content. The API stands in this window by now; content looks for it here. */
  open(address) {
    const frame = this.#part("frame");
    frame.title = this.#title;
    frame.src = address;
    frame.hidden = false;
    this.#part("wait").hidden = true;
    frame.addEventListener("load", () => frame.focus(), { once: true });
  }

  /** Takes the content away, so that it says its last words, and waits for them at most `pause` ms. */
  unloadContent(pause) {
    const frame = this.#part("frame");
    if (frame.hidden) return Promise.resolve();
    return new Promise((resolve) => {
      setTimeout(resolve, pause);
      frame.addEventListener("load", resolve, { once: true });
      frame.hidden = true;
      frame.src = "about:blank";
    });
  }

  /** Shows where the work is; and, once the content has finished and all is saved, what it has come to. */
  show(sender, { dirty, finished, mode = "normal" }) {
    const now = standing(sender, { dirty, mode });
    const line = this.#part("line");
    this.#put("line", now.words);
    line.dataset.state = now.state;
    this.#announcer.hear(now);
    this.state = now.state;
    const unsaved = now.state === "unsaved" ? "Not saved: " : "";
    if (this.#title && !this.#document.title.startsWith(unsaved || this.#title)) {
      this.#document.title = `${unsaved}${this.#title}`;
    }
    if (sender.over) this.#showOver(sender.over);
    else if (finished) this.#showFinished(sender, mode);
  }

  /** A sentence while there is nothing else to see. */
  say(words) {
    this.#part("between").hidden = true;
    this.#part("wait").hidden = false;
    this.#part("wait-words").textContent = words;
  }

  /** A sentence that stays until the learner closes it. */
  note(words) {
    const item = this.#document.createElement("p");
    item.textContent = words;
    this.#part("notes").append(item);
    this.#part("notes-box").hidden = false;
  }

  /** The end of the road: a sentence and the way back. */
  fail(words) {
    this.#part("wait").hidden = true;
    this.#part("fail-words").textContent = words;
    this.#part("fail").hidden = false;
    this.#part("fail").querySelector("a").href = this.#leaveTo;
    this.#part("fail").querySelector("h2").focus();
  }

  leave() {
    location.assign(this.#leaveTo);
    return false;
  }

  onLeave(act) {
    this.#part("leave").addEventListener("click", act);
    this.#part("finished").querySelector("[data-act=leave]").addEventListener("click", act);
  }

  /** Between two parts: one has ended, or none was begun, and the learner says what comes next. */
  showBetween({ done, onward }) {
    this.#part("wait").hidden = true;
    this.#part("between-title").textContent = done ? "This part is finished" : "Where would you like to begin?";
    this.#part("between-words").textContent = onward ? "Go on with the next part, or choose one from the contents." : "Choose a part from the contents.";
    this.#part("between-onward").hidden = !onward;
    this.#part("between").hidden = false;
    const frame = this.#part("frame");
    if (!frame.hidden) frame.src = "about:blank"; // it has said its last word; no sound of it goes on
    frame.hidden = true;
    this.#part("between-title").focus();
  }

  onContents(act) {
    this.#part("between-contents").addEventListener("click", act);
  }

  onOnward(act) {
    this.#part("between-onward").addEventListener("click", act);
  }

  onPart(act) {
    const next = this.#part("next");
    next.addEventListener("click", () => act(next.dataset.part));
  }

  /** Asks one of the questions of the page; the answer is the value of the button pressed. */
  ask(name) {
    const dialog = this.#part(`ask-${name}`);
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
      dialog.returnValue = "";
      dialog.showModal();
    });
  }

  askTakeover(live) {
    this.#part("live-device").textContent = live?.device || "another device";
    this.#part("live-since").textContent = live ? when(live.since) : "";
    return this.ask("takeover");
  }

  #showOver(over) {
    const box = this.#part("over");
    if (!box.hidden) return;
    const { device, since } = over.continued ?? {};
    this.#part("over-words").textContent =
      over.kind === "stale"
        ? `It was opened again${device ? `: ${device}, ${when(since)}` : ""}. What you did there counts. What this page had not ` +
          "saved by then is kept, and support can see it."
        : over.sentence;
    const titles = {
      stale: "This course is open elsewhere now",
      recalled: "This course has been withdrawn",
      left: "You have left this version",
    };
    for (const dialog of this.#document.querySelectorAll("dialog[open]")) dialog.close(); // nothing asked there counts now
    this.#part("wait").hidden = true;
    this.#part("over-title").textContent = titles[over.kind] ?? "This page can save no more";
    box.querySelector("a").href = this.#leaveTo;
    box.hidden = false;
    this.#part("leave").hidden = true;
    this.#part("finished").hidden = this.#part("between").hidden = this.#part("nav").hidden = true;
    this.#part("frame").src = "about:blank"; // no film plays on behind a page that counts no more
    this.#part("over-title").focus();
  }

  #showFinished(sender, mode) {
    const box = this.#part("finished");
    if (sender.standing) {
      const { item, course } = sender.standing;
      const kept = sender.partly ? "Not all of it could be saved." : `Saved ${clock(sender.savedAt)}.`;
      this.#put("finished-item", `${item.sentence} ${kept}`);
      this.#put("finished-course", course.complete ? "The course is complete." : item.satisfied ? course.sentence : "");
    } else {
      this.#put("finished-item", mode === "browse" ? "The preview has come to its end." : "You have come to the end.");
      this.#put("finished-course", mode === "browse" ? "Nothing of it was kept." : "Your result is as it was.");
    }
    const further = !this.#part("next").hidden && !sender.standing?.item.satisfied; // what is still to do comes first
    this.#part("next").classList.toggle("button-quiet", !further);
    box.querySelector("[data-act=leave]").classList.toggle("button-quiet", further);
    this.#part("between").hidden = true;
    if (this.#part("frame").hidden) this.#part("wait").hidden = true;
    box.hidden = false;
  }

  /** Words anew only when they are new: a reader's voice says again what is written again. */
  #put(name, words) {
    const element = this.#part(name);
    if (element.textContent !== words) element.textContent = words;
  }

  #part(name) {
    return this.#document.getElementById(`player-${name}`);
  }
}
