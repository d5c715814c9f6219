/**
 * Tells zod not to compile its parsers with `new Function`, nor to try: the page's policy forbids it and would report the
 * attempt. Before the first import of anything that brings zod along (its settings are on the global object).
 */
export function zodWithoutEval(): void {
  /* eslint-disable no-underscore-dangle -- zod's own name for them */
  const settings = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
  settings.__zod_globalConfig = { ...settings.__zod_globalConfig, jitless: true };
}
