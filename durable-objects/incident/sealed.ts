import type { Effect } from '../../src/incident/effects.ts';

/**
 * Ledger lines carry the number and hash of the log's line that caused them, so that the signed ledger vouches for the
 * incident's own log: a log that was rewritten afterwards does not fit its lines. The hash exists only once the event is
 * appended, which is why the shell adds it and not the reducer.
 */
export const sealed = (effects: readonly Effect[], seq: number, hash: string): Effect[] =>
  effects.map((e) =>
    e.body.kind === 'ledger'
      ? { ...e, body: { ...e.body, entry: { ...e.body.entry, body: { ...e.body.entry.body, log: { seq, hash } } } } }
      : e,
  );
