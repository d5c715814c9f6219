import { RE2JS } from 're2js';

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/** `ims` in any order → the flag bits of re2js. */
export const regexFlags = (flags: string): number => flags.split('').reduce((bits, f) => bits | (FLAGS[f] ?? 0), 0);
