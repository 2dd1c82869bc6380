// Before the first paint: the light that the reader chose earlier, so that a night reader is not dazzled.
try {
  const theme = localStorage.getItem("candour-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Refused storage: the page follows the device.
}
