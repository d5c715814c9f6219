// Runs before the first paint, so that no page flashes in the wrong theme. Kept outside the bundle: it must not wait for it.
(() => {
  let chosen;
  try {
    chosen = localStorage.getItem('vedette.theme');
  } catch {
    // Storage may be forbidden; the system's choice serves.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
