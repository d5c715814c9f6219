import { expect, it } from 'vitest';
import { partsOf } from './texts.ts';

it('what was left open in a text is found each time it stands there, the longer name first', () => {
  expect(partsOf('a YOUR-NAMES b YOUR-NAME', ['YOUR-NAME', 'YOUR-NAMES'])).toEqual([
    { text: 'a ', open: false },
    { text: 'YOUR-NAMES', open: true },
    { text: ' b ', open: false },
    { text: 'YOUR-NAME', open: true },
  ]);
});

it('a text without anything open is one part; the parts are always the whole text', () => {
  expect(partsOf('curl', [])).toEqual([{ text: 'curl', open: false }]);
  expect(partsOf('xx', ['x'])).toHaveLength(2);
  const text = 'https://YOUR-INGEST-ADDRESS/in/x YOUR-TOPICS';
  const parts = partsOf(text, ['https://YOUR-INGEST-ADDRESS', 'YOUR-TOPICS', '']);
  expect(parts.map((p) => p.text).join('')).toBe(text);
});
