import { describe, expect, it } from 'vitest';
import type { RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import { huntReport } from './render-hunt.ts';

const hunt: RetroHuntView = {
  id: 'hunt_1',
  kind: 'rule',
  subject: 'r',
  title: 'A rule',
  state: 'partial',
  from: 0,
  to: 7_200_000,
  maxBytes: 1,
  maxSeconds: 1,
  startedBy: 'user:usr_1',
  startedAt: 1_000,
  finishedAt: 3_500,
  blocks: { found: 2, checked: 1, unreadable: 0 },
  bytes: 1_500_000,
  events: 3,
  matches: 1,
  findings: 1,
  checked: [{ from: 3_600_000, to: 7_200_000 }],
  unchecked: [{ from: 0, to: 3_600_000, why: 'the budget was used up' }],
  samples: [
    { rule: 'r', title: 'A rule', eventId: 'e\u001b[31m', time: 1, source: 'aws.cloudtrail', delivery: 'dlv_1' },
  ],
  failure: null,
};

describe('a hunt on the terminal', () => {
  it('says what was not looked at, with the reason, and lets no event drive the terminal', () => {
    const text = huntReport(hunt);
    expect(text).toContain('NOT looked at:\n  1970-01-01 00:00:00 – 1970-01-01 01:00:00: the budget was used up');
    expect(text).toContain('partial: 1 of 2 blocks, 1.5 MB, 3 events, 1 matches, 1 findings');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('everything was looked at');
  });

  it('says so where everything was', () => {
    expect(huntReport({ ...hunt, state: 'done', unchecked: [] })).toContain('everything was looked at');
  });
});
