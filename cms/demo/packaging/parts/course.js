/* The course: which page is shown, what has been read and answered, and what the learning system is told. */
"use strict";

(() => {
  const { inputs, chosen, isRight, explain, clear, lock, fill, letters, rightOnes } = Asking;
  const mastery = Number(document.body.dataset.mastery);
  const pages = [...document.querySelectorAll(".page")];
  const questions = [...document.querySelectorAll("[data-question]")];
  const byId = (id) => document.getElementById(id);
  const lessons = pages.filter((page) => "lesson" in page.dataset);
  const keys = pages.map((page) => page.id);

  /* What is kept between visits, short so that any system can keep it:
     p the lessons that have been read, c the answers to checks, a the answers to the quiz under way, b the best score. */
  let state = { v: 1, p: [], c: {}, a: {}, b: null };
  let shown = "start";
  let status = "";
  let mayWrite = true;

  // --- Keeping ---------------------------------------------------------------------------------------------------------

  function restore() {
    status = Run.get("cmi.core.lesson_status");
    const mode = Run.get("cmi.core.lesson_mode");
    mayWrite = mode !== "review" && mode !== "browse";
    try {
      const kept = JSON.parse(Run.get("cmi.suspend_data"));
      if (kept && kept.v === 1) state = { ...state, ...kept };
    } catch {
      // Nothing kept yet, or by somebody else: begin at the beginning.
    }
    const place = Run.get("cmi.core.lesson_location");
    if (keys.includes(place)) shown = place;
  }

  function keep() {
    if (!mayWrite) return;
    if (status === "not attempted" || status === "") report("incomplete");
    const taken = [
      Run.set("cmi.core.lesson_location", shown),
      Run.set("cmi.suspend_data", JSON.stringify(state)),
      Run.save(),
    ].every(Boolean);
    trouble(taken ? "" : "Your last step could not be saved. Keep this page open; it is tried again with your next step.");
  }

  function report(word) {
    status = word;
    Run.set("cmi.core.lesson_status", word);
  }

  function trouble(sentence) {
    byId("trouble").textContent = sentence;
    byId("trouble").hidden = !sentence;
  }

  // --- Pages -----------------------------------------------------------------------------------------------------------

  function read(key) {
    if (lessons.some((lesson) => lesson.id === key) && !state.p.includes(key)) state.p.push(key);
  }

  function show(key, { focus = true } = {}) {
    if (key !== shown) read(shown);
    shown = key;
    for (const page of pages) page.hidden = page.id !== key;
    byId("steps").hidden = false;
    if (key === "final-quiz") quiz();
    const at = keys.indexOf(key);
    byId("back").hidden = at === 0;
    byId("next").hidden = at === keys.length - 1;
    byId("next").textContent = key === "start" ? (state.p.length ? "Go on" : "Start the first lesson") : "Next";
    byId("next").classList.toggle("quiet", key === "final-quiz");
    if (window.matchMedia("(max-width: 60rem)").matches) byId("contents").open = false;
    progress();
    const heading = byId(key).querySelector("h2");
    document.title = `${heading.textContent} | ${document.querySelector(".title").textContent}`;
    if (focus) {
      window.scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    }
  }

  function go(key) {
    show(key);
    keep();
  }

  function passed() {
    return state.b !== null && state.b >= mastery;
  }

  function progress() {
    const minutes = (page) => Number(page.dataset.minutes);
    const all = pages.reduce((sum, page) => sum + minutes(page), 0);
    const done = pages
      .filter((page) => state.p.includes(page.id) || (page.id === "final-quiz" && passed()))
      .reduce((sum, page) => sum + minutes(page), 0);
    const left = all - done;
    byId("left").textContent = left ? `About ${left} minutes left` : "All done";
    byId("bar").style.inlineSize = `${Math.round((100 * done) / all)}%`;
    for (const link of document.querySelectorAll("[data-page]")) {
      const key = link.dataset.page;
      const finished = state.p.includes(key) || (key === "final-quiz" && passed());
      link.classList.toggle("done", finished);
      link.setAttribute("aria-current", key === shown ? "page" : "false");
      let mark = link.querySelector(".unseen");
      if (finished && !mark) {
        mark = document.createElement("span");
        mark.className = "unseen";
        mark.textContent = ", done";
        link.append(mark);
      }
    }
  }

  // --- Asking ----------------------------------------------------------------------------------------------------------

  function checks() {
    for (const form of document.querySelectorAll("[data-check]")) {
      const key = form.dataset.check;
      if (state.c[key]) {
        fill(form, state.c[key]);
        explain(form, state.c[key]);
      }
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const answer = chosen(form);
        if (!answer.length) {
          form.querySelector(".verdict").textContent = "Choose an answer first.";
          return;
        }
        explain(form, answer);
        state.c[key] = answer;
        keep();
      });
    }
  }

  // --- The final questions ---------------------------------------------------------------------------------------------

  function quiz() {
    const asked = questions.find((form) => !(form.dataset.question in state.a));
    const begun = Object.keys(state.a).length > 0;
    if (begun && !asked) return result();
    if (begun) return ask(asked);
    showOnly("quiz-start");
    const unread = lessons.filter((lesson) => !state.p.includes(lesson.id));
    const list = byId("quiz-unread").querySelector("ul");
    list.replaceChildren(...unread.map((lesson) => leading(lesson.id, lesson.querySelector("h2").textContent)));
    byId("quiz-unread").hidden = !unread.length;
    byId("quiz-begin").hidden = unread.length > 0;
    byId("quiz-best").hidden = state.b === null;
    byId("quiz-best").textContent = `Your best result so far is ${state.b} per cent.`;
    return undefined;
  }

  function showOnly(id) {
    for (const part of ["quiz-start", "quiz-result"]) byId(part).hidden = part !== id;
    for (const form of questions) form.hidden = form !== id;
    byId("steps").hidden = id !== "quiz-start" && id !== "quiz-result";
  }

  function ask(form) {
    showOnly(form);
    const answer = state.a[form.dataset.question];
    form.querySelector("[type=submit]").hidden = Boolean(answer);
    form.querySelector(".next-question").hidden = !answer;
    form.querySelector("legend").setAttribute("tabindex", "-1");
    form.querySelector("legend").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  function answered(form) {
    const answer = chosen(form);
    if (!answer.length) {
      form.querySelector(".verdict").textContent = "Choose an answer first.";
      return;
    }
    const right = explain(form, answer, { all: true });
    lock(form);
    state.a[form.dataset.question] = answer;
    form.querySelector("[type=submit]").hidden = true;
    form.querySelector(".next-question").hidden = false;
    form.querySelector(".next-question").focus({ preventScroll: true });
    tell(form, answer, right);
    keep();
  }

  /* The answer as an interaction, for whoever wants to learn which question is hard. */
  function tell(form, answer, right) {
    const at = `cmi.interactions.${Run.get("cmi.interactions._count") || 0}`;
    if (!mayWrite || !Run.connected) return;
    Run.set(`${at}.id`, form.dataset.question);
    Run.set(`${at}.type`, "choice");
    Run.set(`${at}.student_response`, letters(answer).join(","));
    Run.set(`${at}.correct_responses.0.pattern`, letters(rightOnes(form)).join(","));
    Run.set(`${at}.result`, right ? "correct" : "wrong");
  }

  function result() {
    showOnly("quiz-result");
    const wrong = questions.filter((form) => !isRight(form, state.a[form.dataset.question]));
    const right = questions.length - wrong.length;
    const score = Math.round((100 * right) / questions.length);
    const first = state.b === null || score > state.b;
    if (first) state.b = score;
    const enough = score >= mastery;
    byId("quiz-score").textContent = `${right} of ${questions.length}`;
    byId("quiz-verdict").textContent = enough
      ? `You have passed${Run.connected ? ", and your result is on its way" : ""}. You can leave the course now, or read on.`
      : `This time it was ${score} per cent, and ${mastery} are needed. Look at the lessons below and try again when you like.`;
    byId("quiz-result").classList.toggle("passed", enough);
    const again = [...new Map(wrong.map((form) => [form.dataset.lessonKey, form.dataset.lessonTitle]))];
    byId("quiz-review").hidden = !again.length;
    byId("quiz-review").querySelector("ul").replaceChildren(...again.map(([key, title]) => leading(key, title)));
    byId("quiz-again").hidden = false;
    if (first && mayWrite) {
      Run.set("cmi.core.score.min", 0);
      Run.set("cmi.core.score.max", 100);
      Run.set("cmi.core.score.raw", state.b);
      report(passed() ? "passed" : "failed");
    }
    progress();
  }

  function leading(key, title) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${key}`;
    link.dataset.go = key;
    link.textContent = title;
    item.append(link);
    return item;
  }

  function startQuiz() {
    state.a = {};
    questions.forEach(clear);
    ask(questions[0]);
    keep();
  }

  function quizEvents() {
    questions.forEach((form, index) => {
      const answer = state.a[form.dataset.question];
      if (answer) {
        fill(form, answer);
        explain(form, answer, { all: true });
        lock(form);
      }
      form.addEventListener("click", (event) => {
        const input = event.target.closest("label")?.querySelector("input") || event.target.closest("input");
        if (input?.getAttribute("aria-disabled")) event.preventDefault();
      });
      form.addEventListener("change", () => {
        const given = state.a[form.dataset.question];
        if (given) fill(form, given);
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!(form.dataset.question in state.a)) answered(form);
      });
      form.querySelector(".next-question").addEventListener("click", () => {
        if (index + 1 < questions.length) {
          ask(questions[index + 1]);
          return;
        }
        result();
        keep();
        byId("final-quiz").querySelector("h2").focus();
      });
    });
    byId("quiz-begin").addEventListener("click", startQuiz);
    byId("quiz-again").addEventListener("click", startQuiz);
  }

  // --- Beginning and ending --------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-page], [data-go]");
    if (!link) return;
    event.preventDefault();
    go(link.dataset.page || link.dataset.go);
  });
  byId("back").addEventListener("click", () => go(keys[keys.indexOf(shown) - 1]));
  byId("next").addEventListener("click", () => go(keys[keys.indexOf(shown) + 1]));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", () => {
    keep();
    Run.end(passed() ? "" : "suspend");
  });
  // Taken out of the browser's memory again, the page has ended its session: begin a new one.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  byId("steps").hidden = false;
  const hosted = Run.begin();
  // Where a learning system shows the title above its frame, ours need not repeat it.
  document.documentElement.classList.add("js", ...(hosted ? ["hosted"] : []));
  if (!hosted) trouble("This course was opened outside a learning system. You can read all of it; nothing is kept.");
  restore();
  checks();
  quizEvents();
  show(shown, { focus: false });
  if (Run.connected) keep();
})();
