/* Questions of a package with several parts: what you know already (data-kind="before"), or the final questions. */
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const questions = [...document.querySelectorAll("[data-question]")];
  const before = document.body.dataset.kind === "before";
  const modern = Run.standard === "2004";
  const topics = [...new Map(questions.map((form) => [form.dataset.topic, form.dataset.topicTitle]))];
  let state = { v: 1, a: {}, best: null };
  let place = "start";
  let over = false;

  const share = () => Object.keys(state.a).length / questions.length;

  function keep() {
    if (over) return;
    const taken = Tell.keep({ place, kept: state, share: Tell.done ? 1 : share() });
    trouble(taken ? "" : "Your last answer could not be saved. Keep this page open; it is tried again with your next one.");
  }

  function trouble(sentence) {
    byId("trouble").textContent = sentence;
    byId("trouble").hidden = !sentence;
  }

  function show(name, focused) {
    place = name;
    for (const part of ["start", "result", "finished"]) byId(part).hidden = part !== name;
    questions.forEach((form, index) => {
      form.hidden = String(index + 1) !== name;
    });
    byId("left").textContent = name === "start" ? `${questions.length} questions` : `${Object.keys(state.a).length} of ${questions.length} answered`;
    byId("bar").style.inlineSize = `${Math.round(100 * share())}%`;
    window.scrollTo(0, 0);
    focused?.focus({ preventScroll: true });
  }

  function ask(index) {
    const form = questions[index];
    const given = form.dataset.question in state.a;
    form.querySelector("[type=submit]").hidden = given;
    form.querySelector(".next-question").hidden = !given;
    show(String(index + 1), form.querySelector("legend"));
  }

  function goOn() {
    const index = questions.findIndex((form) => !(form.dataset.question in state.a));
    if (index >= 0) ask(index);
    else result();
    keep();
  }

  function answered(form, index) {
    const answer = Asking.chosen(form);
    if (!answer.length) {
      form.querySelector(".verdict").textContent = "Choose an answer first.";
      return;
    }
    const right = Asking.isRight(form, answer);
    state.a[form.dataset.question] = answer;
    Tell.interaction({
      id: form.dataset.question,
      stem: form.querySelector("legend .stem").textContent,
      objective: form.dataset.topic,
      answer: Asking.letters(answer),
      right,
      correct: Asking.letters(Asking.rightOnes(form)),
    });
    if (before) {
      // No reasons yet: they are what the modules are for.
      goOn();
      return;
    }
    Asking.explain(form, answer, { all: true });
    Asking.lock(form);
    ask(index);
    form.querySelector(".next-question").focus({ preventScroll: true });
    keep();
  }

  function marks() {
    const right = (form) => Asking.isRight(form, state.a[form.dataset.question] ?? []);
    const percent = (forms) => Math.round((100 * forms.filter(right).length) / forms.length);
    return {
      right: questions.filter(right).length,
      percent: percent(questions),
      byTopic: topics.map(([key, title]) => {
        const forms = questions.filter((form) => form.dataset.topic === key);
        return { key, title, part: forms[0].dataset.part, percent: percent(forms), passed: percent(forms) === 100 };
      }),
    };
  }

  function result() {
    const found = marks();
    const mastery = Tell.mastery();
    const passed = before || found.percent >= mastery;
    const open = found.byTopic.filter((topic) => !topic.passed);
    byId("result").classList.toggle("passed", passed);
    list(before ? found.byTopic : open, { withVerdict: before, offer: !passed });
    if (before) {
      byId("verdict").textContent = !open.length
        ? "You know all of this. The modules count as taken, and you can go straight to the final questions."
        : open.length === topics.length
          ? "All three modules are worth your time. They take about a quarter of an hour."
          : "What you know counts as taken. You go on with the rest.";
    } else {
      byId("score").textContent = `${found.right} of ${questions.length}`;
      byId("verdict").textContent = passed
        ? "You have passed. Finish here, so that your result is handed in."
        : `This time it was ${found.percent} per cent, and ${mastery} are needed. Look again at what stands below, and try again when you like.`;
      byId("again").hidden = false;
      byId("again").classList.toggle("quiet", passed);
    }
    // Who has not passed may leave at any time; there is nothing to hand in yet.
    byId("finish").hidden = !passed;
    byId("review").hidden = !byId("review").querySelector("li");
    if (Tell.mayWrite && !over) report(found, passed);
    show("result", byId("result").querySelector("h2"));
  }

  /* The best result stands: who passes and tries again for pleasure loses nothing. */
  function report(found, passed) {
    if (state.best !== null && found.percent <= state.best) return;
    state.best = found.percent;
    for (const topic of found.byTopic) Tell.objective(topic.key, topic);
    if (before) {
      Tell.status("completed");
      return;
    }
    Tell.result({ percent: found.percent, passed });
  }

  function list(found, { withVerdict, offer }) {
    byId("review")
      .querySelector("ul")
      .replaceChildren(
        ...found.map(({ title, passed, part }) => {
          const item = document.createElement("li");
          item.className = passed ? "known" : "open";
          const name = document.createElement("strong");
          name.textContent = title;
          item.append(name);
          if (withVerdict) item.append(passed ? " You know this; it counts as taken." : " Worth taking.");
          else if (part && offer) item.append(again(part));
          return item;
        }),
      );
  }

  /* A module that was skipped is opened by a jump: not every system lets a skipped part be chosen. */
  function again(part) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = "Take this module";
    button.addEventListener("click", () => {
      keep();
      over = true;
      Tell.finish(`{target=${part}}jump`);
    });
    return button;
  }

  function begin() {
    state.a = {};
    questions.forEach(Asking.clear);
    ask(0);
    keep();
  }

  function finish() {
    keep();
    over = true;
    Tell.finish(before ? "continue" : "exitAll");
    show("finished", byId("finished").querySelector("h2"));
  }

  /* Half an hour has gone, says the manifest, and asks for a message and nothing else. */
  function remindOfTime() {
    const { allowed, action } = Tell.limits();
    const [, hours, minutes, seconds] = /^(\d{2,4}):(\d\d):(\d\d)/.exec(allowed) ?? [];
    if (!hours || !action.endsWith(",message")) return;
    const until = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    setTimeout(() => {
      byId("time").hidden = false;
    }, until);
  }

  function settings() {
    const chosen = Tell.shared("setting");
    for (const input of document.querySelectorAll("[name=setting]")) {
      input.checked = input.value === chosen;
      input.addEventListener("change", () => {
        Tell.share("setting", input.value);
        keep();
      });
    }
  }

  function events() {
    questions.forEach((form, index) => {
      const answer = state.a[form.dataset.question];
      if (answer) {
        Asking.fill(form, answer);
        if (!before) Asking.explain(form, answer, { all: true });
        Asking.lock(form);
      }
      form.addEventListener("click", (event) => {
        const input = event.target.closest("label")?.querySelector("input") || event.target.closest("input");
        if (input?.getAttribute("aria-disabled")) event.preventDefault();
      });
      form.addEventListener("change", () => {
        const given = state.a[form.dataset.question];
        if (given) Asking.fill(form, given);
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!(form.dataset.question in state.a)) answered(form, index);
      });
      form.querySelector(".next-question").addEventListener("click", goOn);
    });
    byId("begin").addEventListener("click", () => (Object.keys(state.a).length ? goOn() : begin()));
    byId("again")?.addEventListener("click", begin);
    byId("skip")?.addEventListener("click", () => {
      Tell.status("completed");
      finish();
    });
    byId("finish").addEventListener("click", finish);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") keep();
    });
    window.addEventListener("pagehide", () => {
      keep();
      Tell.leave();
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) window.location.reload();
    });
  }

  const begun = Tell.begin();
  document.documentElement.classList.add("js", ...(begun.hosted ? ["hosted"] : []));
  if (!begun.hosted) trouble("These questions were opened outside a learning system. You can answer them; nothing is kept.");
  if (begun.kept?.v === 1) state = { ...state, ...begun.kept };
  settings();
  events();
  remindOfTime();
  const given = Object.keys(state.a).length;
  byId("begin").textContent = given ? "Go on" : "Begin";
  if (given === questions.length) result();
  else show("start");
  if (begun.hosted) keep();
})();
