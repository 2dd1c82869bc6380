// Where on the page the learner is: the next device opens there. Told when they leave, and now and then while they read,
// so that a battery that dies costs a minute at most.

import { keeper } from "./keeper.js";

const EVERY = 60_000;

export function rememberPlace() {
  const places = [...document.querySelectorAll("[data-block]")];
  const visit = document.querySelector("[data-keeping]").dataset.visit;
  if (!visit || places.length < 2) return;
  let told = places[0].dataset.block;
  const tell = () => {
    const here = places.findLast((place) => place.getBoundingClientRect().top < innerHeight / 3);
    if (!here || here.dataset.block === told) return;
    told = here.dataset.block;
    keeper.put([["act", "place"], ["block", told], ["visit", visit]], { replaces: "place" });
  };
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tell());
  setInterval(() => document.visibilityState === "visible" && tell(), EVERY);
}
