import { describe, expect, it } from 'vitest';
import { FetchOutside } from './outside.ts';
import { strangerOf } from './rate.ts';

/** The world answers at `/good`, and nowhere else. */
function world() {
  let now = 0;
  const asked: string[] = [];
  const fetcher = ((url: string) => {
    asked.push(url);
    return Promise.resolve(new Response('key', { status: url.endsWith('/good') ? 200 : 404 }));
  }) as typeof fetch;
  const outside = new FetchOutside(fetcher, () => now);
  return { outside, asked, pass: (ms: number) => (now += ms) };
}

describe('what was asked of the world', () => {
  it('is remembered although strangers have us ask for thousands that are not there', async () => {
    const { outside, asked } = world();
    await outside.get('https://vendor.example/good', 60);
    for (let i = 0; i < 2_000; i++) await outside.get(`https://vendor.example/${i}`, 60);
    expect((await outside.get('https://vendor.example/good', 60)).ok).toBe(true);
    expect(asked.filter((url) => url.endsWith('/good'))).toHaveLength(1);
  });

  it('and gave nothing is left alone for ten seconds', async () => {
    const { outside, asked, pass } = world();
    for (let i = 0; i < 5; i++) expect((await outside.get('https://vendor.example/none', 60)).ok).toBe(false);
    expect(asked).toHaveLength(1);
    pass(10_001);
    await outside.get('https://vendor.example/none', 60);
    expect(asked).toHaveLength(2);
  });

  it('is asked again once its time is over, and never over plain http', async () => {
    const { outside, asked, pass } = world();
    await outside.get('https://vendor.example/good', 60);
    pass(60_001);
    await outside.get('https://vendor.example/good', 60);
    expect((await outside.get('http://vendor.example/good', 60)).ok).toBe(false);
    expect(asked).toHaveLength(2);
  });
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
])('a stranger at %s is counted as %s', (address, counted) => {
  expect(strangerOf(new Headers({ 'cf-connecting-ip': address }))).toBe(counted);
});
