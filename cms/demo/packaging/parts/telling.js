/* What these pages have to tell a learning system, in the words of whichever standard it speaks. */
"use strict";

const Tell = (() => {
  const modern = Run.standard === "2004";
  const core = modern ? "cmi" : "cmi.core";
  const PLACE = modern ? "cmi.location" : "cmi.core.lesson_location";
  let mayWrite = true;
  let status = "";
  let failed = false;
  let ended = false;

  const set = (element, value) => !mayWrite || Run.set(element, value);

  /* The number under which a collection holds this id, or the next free one. */
  function numberOf(collection, id) {
    const count = Number(Run.get(`${collection}._count`)) || 0;
    for (let number = 0; number < count; number += 1) {
      if (Run.get(`${collection}.${number}.id`) === id) return { number, fresh: false };
    }
    return { number: count, fresh: true };
  }

  function score(at, percent) {
    return [
      modern ? set(`${at}.scaled`, percent / 100) : true,
      set(`${at}.min`, 0),
      set(`${at}.max`, 100),
      set(`${at}.raw`, percent),
    ].every(Boolean);
  }

  return {
    /* Begin, and read what was kept: {hosted, place, kept}. */
    begin() {
      const hosted = Run.begin();
      const mode = Run.get(modern ? "cmi.mode" : "cmi.core.lesson_mode");
      mayWrite = mode !== "review" && mode !== "browse";
      status = Run.get(modern ? "cmi.completion_status" : "cmi.core.lesson_status");
      failed = (modern ? Run.get("cmi.success_status") : status) === "failed";
      let kept = null;
      try {
        kept = JSON.parse(Run.get("cmi.suspend_data"));
      } catch {
        // Nothing kept yet, or by somebody else: begin at the beginning.
      }
      return { hosted, place: Run.get(PLACE), kept };
    },

    get mayWrite() {
      return mayWrite;
    },

    /* Whether this part counts as done already. */
    get done() {
      return ["completed", "passed", "failed"].includes(status);
    },

    /* Keep a place and a small object; `share` is how much of this part is done, from 0 to 1. False if not taken. */
    keep({ place, kept, share }) {
      if (!mayWrite) return true;
      if (!this.done) this.status("incomplete");
      const taken = [set(PLACE, place), set("cmi.suspend_data", JSON.stringify(kept))];
      if (modern) taken.push(set("cmi.progress_measure", share));
      return [...taken, Run.save()].every(Boolean);
    },

    /* incomplete or completed. */
    status(word) {
      status = word;
      set(modern ? "cmi.completion_status" : "cmi.core.lesson_status", word);
    },

    /* The result of questions; 2004 has two words for it, 1.2 has one. */
    result({ percent, passed }) {
      failed = !passed;
      score(`${core}.score`, percent);
      if (modern) {
        this.status("completed");
        set("cmi.success_status", passed ? "passed" : "failed");
      } else {
        this.status(passed ? "passed" : "failed");
      }
    },

    /* 2004 only: that a lesson has been taken is its success. */
    mastered() {
      if (modern) set("cmi.success_status", "passed");
    },

    objective(id, { percent, passed }) {
      if (!mayWrite || !Run.connected) return;
      const { number, fresh } = numberOf("cmi.objectives", id);
      const at = `cmi.objectives.${number}`;
      if (fresh) set(`${at}.id`, id);
      score(`${at}.score`, percent);
      if (modern) set(`${at}.completion_status`, "completed");
      set(modern ? `${at}.success_status` : `${at}.status`, passed ? "passed" : "failed");
    },

    /* An answer, for whoever wants to learn which question is hard. */
    interaction({ id, stem, objective, answer, right, correct }) {
      if (!mayWrite || !Run.connected) return;
      const at = `cmi.interactions.${Run.get("cmi.interactions._count") || 0}`;
      const between = modern ? "[,]" : ",";
      set(`${at}.id`, id);
      set(`${at}.type`, "choice");
      set(`${at}.objectives.0.id`, objective);
      set(`${at}.correct_responses.0.pattern`, correct.join(between));
      set(modern ? `${at}.learner_response` : `${at}.student_response`, answer.join(between));
      set(`${at}.result`, right ? "correct" : modern ? "incorrect" : "wrong");
      if (modern) set(`${at}.description`, stem.slice(0, 250));
    },

    /* 2004 4th Edition: a small store that the parts of a package share. */
    shared(id) {
      if (!modern || !Run.connected) return "";
      const { number, fresh } = numberOf("adl.data", id);
      return fresh ? "" : Run.get(`adl.data.${number}.store`);
    },

    share(id, value) {
      if (!modern || !mayWrite || !Run.connected) return;
      const { number, fresh } = numberOf("adl.data", id);
      if (!fresh) set(`adl.data.${number}.store`, value);
    },

    launchData() {
      return Run.get("cmi.launch_data");
    },

    limits() {
      const at = modern ? "cmi" : "cmi.student_data";
      return { allowed: Run.get(`${at}.max_time_allowed`), action: Run.get(`${at}.time_limit_action`) };
    },

    mastery() {
      const said = modern ? Number(Run.get("cmi.scaled_passing_score")) * 100 : Number(Run.get("cmi.student_data.mastery_score"));
      return said || Number(document.body.dataset.mastery);
    },

    /* What an objective has come to, as its part or another one has written it. */
    standing(id) {
      const { number, fresh } = numberOf("cmi.objectives", id);
      return fresh ? "" : Run.get(`cmi.objectives.${number}.${modern ? "success_status" : "status"}`);
    },

    /* The part is at its end; `request` is where to go then, which only 2004 can say. */
    finish(request) {
      ended = true;
      Run.end(modern ? "normal" : "", request);
    },

    /* The page goes: what is done is at its end, what was failed or begun is gone on with another time. */
    leave() {
      if (ended) return;
      const atEnd = this.done && !failed;
      Run.end(atEnd ? (modern ? "normal" : "") : "suspend");
    },
  };
})();
