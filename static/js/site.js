// What HTML cannot do by itself: the theme switch. Every journey works without this file.
const KEY = "candour-theme";
