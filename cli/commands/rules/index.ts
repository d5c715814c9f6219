import { defineCommand } from 'citty';

export const rules = defineCommand({
  meta: { name: 'rules', description: 'Write, check, test and try detection rules (Sigma)' },
  subCommands: {
    check: () => import('./check.ts').then((m) => m.check),
    test: () => import('./test.ts').then((m) => m.test),
    eval: () => import('./eval.ts').then((m) => m.evaluate),
    coverage: () => import('./coverage.ts').then((m) => m.coverage),
    new: () => import('./new.ts').then((m) => m.scaffold),
  },
});
