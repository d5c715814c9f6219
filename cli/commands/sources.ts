import { defineCommand } from 'citty';

/** Loaded when called: `list` must not pay for every sender's protocol. */
export const sources = defineCommand({
  meta: { name: 'sources', description: 'Who sends to this organisation: add, set up, test, watch and mend' },
  subCommands: {
    list: () => import('./sources-list.ts').then((m) => m.list),
    kinds: () => import('./sources-list.ts').then((m) => m.kinds),
    add: () => import('./sources-add.ts').then((m) => m.add),
    show: () => import('./sources-show.ts').then((m) => m.show),
    setup: () => import('./sources-show.ts').then((m) => m.setup),
    change: () => import('./sources-change.ts').then((m) => m.change),
    remove: () => import('./sources-change.ts').then((m) => m.remove),
    rotate: () => import('./sources-keys.ts').then((m) => m.rotate),
    'end-old-key': () => import('./sources-keys.ts').then((m) => m.endOldKey),
    test: () => import('./sources-test.ts').then((m) => m.test),
    replay: () => import('./sources-replay.ts').then((m) => m.replay),
  },
});
