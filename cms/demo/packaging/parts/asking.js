/* Questions on a page: what was chosen, whether it is right, and what a learner is then shown. */
"use strict";

const Asking = (() => {
  const inputs = (form) => [...form.querySelectorAll("input")];
  const chosen = (form) => inputs(form).flatMap((input, index) => (input.checked ? [index] : []));
  const isRight = (form, answer) =>
    [...form.querySelectorAll(".choice")].every((choice, index) => (choice.dataset.right === "yes") === answer.includes(index));

  /* Show what an answer means: the reason of every choice that was made, or of all. */
  function explain(form, answer, { all = false } = {}) {
    form.querySelectorAll(".choice").forEach((choice, index) => {
      const right = choice.dataset.right === "yes";
      const picked = answer.includes(index);
      const why = choice.querySelector(".why");
      why.hidden = !(picked || all);
      why.querySelector(".said").textContent = right ? (picked || !all ? "Right." : "This is right.") : picked ? "Not quite." : "";
      choice.classList.toggle("picked", picked);
      choice.classList.toggle("told", picked || (all && right));
    });
    const right = isRight(form, answer);
    form.classList.toggle("right", right);
    form.classList.toggle("wrong", !right);
    const several = inputs(form)[0].type === "checkbox";
    form.querySelector(".verdict").textContent = right
      ? "That is right."
      : several && answer.every((index) => form.querySelectorAll(".choice")[index].dataset.right === "yes")
        ? "Right so far, and there is more."
        : "Not quite. The reason stands below your answer.";
    return right;
  }

  function clear(form) {
    form.classList.remove("right", "wrong");
    form.querySelector(".verdict").textContent = "";
    for (const choice of form.querySelectorAll(".choice")) {
      choice.classList.remove("picked", "told");
      choice.querySelector(".why").hidden = true;
    }
    for (const input of inputs(form)) {
      input.checked = false;
      input.removeAttribute("aria-disabled");
    }
  }

  /* An answer that has been marked stays as it was; a greyed-out control would be hard to read. */
  function lock(form) {
    for (const input of inputs(form)) input.setAttribute("aria-disabled", "true");
  }

  function fill(form, answer) {
    inputs(form).forEach((input, index) => {
      input.checked = answer.includes(index);
    });
  }

  const letters = (list) => list.map((index) => String.fromCharCode(97 + index));
  const rightOnes = (form) =>
    [...form.querySelectorAll(".choice")].flatMap((choice, index) => (choice.dataset.right === "yes" ? [index] : []));

  return { inputs, chosen, isRight, explain, clear, lock, fill, letters, rightOnes };
})();
