import { describe, expect, it } from 'vitest';
import { indicatorFinding } from './finding.ts';

const NOW = 1_760_000_000_000;

describe('the finding that an indicator was seen', () => {
  it('the same event and indicator make the same finding', () => {
    const seen = {
      type: 'ip' as const,
      value: '192.0.2.1',
      delivery: 'dlv_1',
      eventId: 'e1',
      source: 'aws.cloudtrail',
      time: NOW,
      acceptedAt: NOW,
      foreignAccount: false,
    };
    const indicator = { type: 'ip' as const, value: '192.0.2.1', level: 'high' as const, source: 'list' };
    expect(indicatorFinding('org_a', seen, indicator, NOW).id).toBe(
      indicatorFinding('org_a', seen, indicator, NOW + 5).id,
    );
  });
});
