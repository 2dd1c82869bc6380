// Runs in whatever page loads it: in the player's own page it would be free of the sandbox.
window.evilRan = true;
