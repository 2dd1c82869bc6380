// The player page: drain what earlier sessions left, begin, play the content, save, leave.

import { browserStorage } from "./journal.js";
import { begin, bringHome, rememberedTab, takeCode } from "./opening.js";
import { play } from "./playing.js";
import { forgetPreview } from "./preview.js";
import { Screen } from "./screen.js";

const screen = new Screen(document);
const storage = browserStorage();

try {
  await start();
} catch (error) {
  screen.fail("Something of it could not be read. What was saved is safe: load this page again, and tell support if that does not help.");
  throw error;
}

async function start() {
  const code = takeCode();
  const before = code ? null : await rememberedTab();
  if (!code && !before) return screen.fail("Open the course from its page: this address alone does not say which one.");
  screen.say("Looking for work that this device still keeps…");
  if (!(await bringHome(screen, storage))) return;
  screen.say("Opening…");
  if (code) forgetPreview();
  const begun = await begin(screen, code ? { code } : before);
  if (begun) await play(begun, { screen, storage });
}
