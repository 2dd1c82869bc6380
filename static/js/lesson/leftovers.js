// On pages without a lesson: brings home what an earlier lesson of the same person left on this device.

import { keeper } from "./keeper.js";
import { tellTurnedAway } from "./turned_away.js";

const line = document.querySelector("[data-leftovers]");
if (keeper && line && keeper.waiting) {
  const before = keeper.waiting;
  const things = (count) => (count === 1 ? "One thing you did" : `${count} things you did`);
  const say = (words) => { line.hidden = false; line.textContent = words; };
  say(`${things(before)} on this device ${before === 1 ? "is" : "are"} on the way to us.`);
  keeper.addEventListener("acknowledged", () => {
    if (!keeper.waiting) say(`${things(before)} on this device ${before === 1 ? "has" : "have"} arrived. Load the page again to see it counted.`);
  });
  keeper.addEventListener("failing", () => say(`${things(keeper.waiting)} ${keeper.waiting === 1 ? "is" : "are"} on this device only. We keep trying.`));
  keeper.addEventListener("refused", ({ detail }) => {
    line.hidden = line.hidden || !keeper.waiting;
    tellTurnedAway(line, detail);
  });
}
