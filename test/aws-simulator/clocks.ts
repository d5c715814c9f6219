import type { Store } from './store.ts';

/** The offsets of the world's and its clients' clocks from real time. */
export function clocksOf(store: Store, realNow: number): { readonly now: number; readonly clients: number } {
  return {
    now: realNow + Number(store.setting('offset') ?? '0'),
    clients: realNow + Number(store.setting('client offset') ?? '0'),
  };
}
