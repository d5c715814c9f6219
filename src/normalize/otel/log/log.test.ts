import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { log } from './index.ts';

const record = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  time_unix_nano: '1768046400123456789',
  body: 'ready',
  ...more,
});
const severityOf = (r: Record<string, unknown>) => {
  const facts = log.facts(r);
  if (!facts.ok) throw new Error(facts.error);
  return log.toOcsf(r, facts.value).severity_id;
};

describe('the severity of a log record', () => {
  it.each([
    ['Information', 1],
    ['WARN', 3],
    ['error', 4],
    ['FATAL', 6],
    ['loud', 0],
  ])('is by its word %s where it has no number', (severity_text, severity) => {
    expect(severityOf(record({ severity_text }))).toBe(severity);
  });

  it('is by its number where it has both', () => {
    expect(severityOf(record({ severity_text: 'INFO', severity_number: 17 }))).toBe(4);
  });
});

it('never throws, whatever its fields hold', () => {
  expect(() => neverThrows(log, record({ severity_text: 'INFO' }))).not.toThrow();
});
