/* A lesson of a package with several parts: one step at a time, and done when its last step has been reached. */
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const steps = [...document.querySelectorAll(".step")];
  const modern = Run.standard === "2004";
  let state = { v: 1, far: 0, checks: {} };
  let shown = 0;
  let next = ""; // the title of the next part, where the manifest tells it

  function show(number, { focus = true } = {}) {
    shown = number;
    state.far = Math.max(state.far, number);
    const last = number === steps.length - 1;
    steps.forEach((step, index) => {
      step.hidden = index !== number;
    });
    byId("left").textContent = `Step ${number + 1} of ${steps.length}`;
    byId("bar").style.inlineSize = `${Math.round((100 * (state.far + 1)) / steps.length)}%`;
    byId("steps").hidden = false;
    byId("back").hidden = number === 0;
    byId("next").hidden = last;
    byId("finish").hidden = !last;
    if (focus) {
      window.scrollTo(0, 0);
      steps[number].querySelector("h2").focus({ preventScroll: true });
    }
  }

  function keep() {
    if (state.far === steps.length - 1 && Tell.mayWrite) {
      Tell.status("completed");
      Tell.mastered();
    }
    const taken = Tell.keep({ place: String(shown + 1), kept: state, share: (state.far + 1) / steps.length });
    trouble(taken ? "" : "Your last step could not be saved. Keep this page open; it is tried again with your next step.");
  }

  function trouble(sentence) {
    byId("trouble").textContent = sentence;
    byId("trouble").hidden = !sentence;
  }

  function go(number) {
    show(number);
    keep();
  }

  function finish() {
    keep();
    Tell.finish("continue");
    byId("steps").hidden = true;
    byId("after").textContent = modern
      ? "Going on to what comes next. If nothing opens, choose what you have not taken yet in the contents."
      : `${next ? `Next: ${next}. ` : ""}Go on from the contents, or leave and come back another day.`;
    byId("finished").hidden = false;
    byId("finished").querySelector("h2").focus();
  }

  /* The text for the reader's own place of work, where the first questions asked for it; else all of them. */
  function fit(setting) {
    const every = [...document.querySelectorAll("[data-setting]")];
    if (!every.some((one) => one.dataset.setting === setting)) return;
    for (const one of every) one.hidden = one.dataset.setting !== setting;
  }

  function checks() {
    for (const form of document.querySelectorAll("[data-check]")) {
      const key = form.dataset.check;
      if (state.checks[key]) {
        Asking.fill(form, state.checks[key]);
        Asking.explain(form, state.checks[key]);
      }
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const answer = Asking.chosen(form);
        if (!answer.length) {
          form.querySelector(".verdict").textContent = "Choose an answer first.";
          return;
        }
        Asking.explain(form, answer);
        state.checks[key] = answer;
        keep();
      });
    }
  }

  byId("back").addEventListener("click", () => go(shown - 1));
  byId("next").addEventListener("click", () => go(shown + 1));
  byId("finish").addEventListener("click", finish);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", () => {
    keep();
    Tell.leave();
  });
  // Taken out of the browser's memory again, the page has ended its session: begin a new one.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  const { hosted, place, kept } = Tell.begin();
  document.documentElement.classList.add("js", ...(hosted ? ["hosted"] : []));
  if (!hosted) trouble("This lesson was opened outside a learning system. You can read all of it; nothing is kept.");
  if (kept?.v === 1) state = { ...state, ...kept };
  next = /^next=(.*)$/.exec(Tell.launchData())?.[1] ?? "";
  // Whoever has shown already that they know this may look round without losing it.
  if (Tell.standing("ready") === "passed") Tell.mastered();
  fit(Tell.shared("setting"));
  checks();
  show(Math.min(Math.max(Number(place) - 1 || 0, 0), steps.length - 1), { focus: false });
  if (hosted) keep();
})();
