import { expect, it } from 'vitest';
import { codeOf, effectOf, wordsOf } from './effect.ts';

it.each([
  ['ask-high-risk', 'permit (…)', 'ask'],
  ['forbid-protected-tag', 'forbid (…)', 'forbid'],
  ['automatic-reversible', 'permit (…)', 'permit'],
  ['our-own', '// words\n@reason("x")\nforbid (principal, action, resource);', 'forbid'],
  ['our-own', 'permit(principal, action, resource);', 'permit'],
  ['our-own', '', 'other'],
])('%s: %s is %s', (id, text, effect) => expect(effectOf(id, text)).toBe(effect));

it('the comment over a policy is read as a sentence', () => {
  expect(wordsOf('// What disrupts\n//   asks a person.\npermit (…) // not this')).toBe('What disrupts asks a person.');
  expect(wordsOf('permit (…)')).toBe('');
});

it('a policy is shown without the comment that was read out, and with all others', () => {
  expect(codeOf('// words\n// more\npermit (…)\n// within\nwhen {};\n')).toBe('permit (…)\n// within\nwhen {};');
});
