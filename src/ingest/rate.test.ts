import { describe, expect, it } from 'vitest';
import { SourceRates, secondsToNextMinute, type RatePort } from './rate.ts';

const MINUTE = 60_000;
function portThat(success: () => boolean) {
  const keys: string[] = [];
  const port: RatePort = {
    limit: ({ key }) => {
      keys.push(key);
      return Promise.resolve({ success: success() });
    },
  };
  return { port, keys };
}

describe('the rate of a source', () => {
  it('is its own limit a minute, and the next minute begins anew', async () => {
    const rates = new SourceRates();
    const { port } = portThat(() => true);
    const take = (source: string, now: number) => rates.allow(port, source, 2, now);
    expect([await take('a', 0), await take('a', 1), await take('a', 2)]).toEqual([true, true, false]);
    expect(await take('b', 3)).toBe(true);
    expect(await take('a', MINUTE)).toBe(true);
  });

  it('asks the binding for the first request and then for every hundredth', async () => {
    const rates = new SourceRates();
    const { port, keys } = portThat(() => true);
    for (let i = 0; i < 250; i++) expect(await rates.allow(port, 'a', 0, i)).toBe(true);
    expect(keys).toEqual(['a', 'a', 'a']);
  });

  it('a refusal of the binding holds until the minute is over', async () => {
    const rates = new SourceRates();
    let free = false;
    const { port } = portThat(() => free);
    expect(await rates.allow(port, 'a', 0, 0)).toBe(false);
    free = true;
    expect(await rates.allow(port, 'a', 0, 1)).toBe(false);
    expect(await rates.allow(port, 'a', 0, MINUTE)).toBe(true);
  });

  it('tells to wait until the minute is over', () => {
    expect([0, 1_500, 59_999, MINUTE].map(secondsToNextMinute)).toEqual([60, 59, 1, 60]);
  });
});
