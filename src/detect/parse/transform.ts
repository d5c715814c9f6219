import type { Glob, GlobPart } from '../ast.ts';
import { Fault, type Path } from './fault.ts';
import { parseGlob, unescaped } from './glob.ts';
import type { Transformation } from './modifiers.ts';

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];
/** A dash that begins an option: nothing of a word before it, a word behind it (so does pySigma: `\B[-/]\b`). */
const OPTION_DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;
/** 5 to the 4th spellings; with more options each dash must be of one kind in a value. */
const MAX_FREE_DASHES = 4;

type Encoding = 'utf8' | 'utf16' | 'utf16le' | 'utf16be';

/**
 * The spellings that a text value has after its transformations, wildcards read. Base64 is made of the value's bytes, in which
 * wildcards are plain characters. Throws `Fault`.
 */
export function spellings(value: string, transformations: readonly Transformation[], path: Path): readonly Glob[] {
  const encoded = transformations.some((t) => t.startsWith('base64'));
  const plain = unescaped(value);
  let globs: readonly Glob[] = [encoded ? (plain === '' ? [] : [{ text: plain }]) : parseGlob(value, 'whole')];
  let encoding: Encoding = 'utf8';
  for (const t of transformations) {
    if (t === 'windash') globs = globs.flatMap(dashes);
    else if (t === 'utf16' || t === 'utf16le' || t === 'utf16be') encoding = t;
    else {
      if (plain === '') throw new Fault(path, `\`${t}\` needs a text that is not empty`, 'leave the item out');
      const read = encoding;
      globs = globs.flatMap((glob) => inBase64(bytesOf(textOf(glob), read), t === 'base64offset'));
      encoding = 'utf8';
    }
  }
  return encoding === 'utf8' ? globs : globs.map((glob) => asText(glob, encoding, path));
}

const textOf = (glob: Glob): string => glob.map((part) => ('text' in part ? part.text : '')).join('');

function dashes(glob: Glob): readonly Glob[] {
  const count = glob.reduce((n, part) => n + ('text' in part ? [...part.text.matchAll(OPTION_DASH)].length : 0), 0);
  if (count === 0) return [glob];
  if (count > MAX_FREE_DASHES)
    return [
      glob,
      ...DASHES.map((d) => glob.map((p): GlobPart => ('text' in p ? { text: p.text.replaceAll(OPTION_DASH, d) } : p))),
    ];
  let all: GlobPart[][] = [[]];
  for (const part of glob) {
    const options = 'text' in part ? dashedTexts(part.text).map((text): GlobPart => ({ text })) : [part];
    all = all.flatMap((head) => options.map((option) => [...head, option]));
  }
  return all;
}

function dashedTexts(text: string): readonly string[] {
  let all = [''];
  let from = 0;
  for (const found of text.matchAll(OPTION_DASH)) {
    const before = text.slice(from, found.index);
    all = all.flatMap((head) => DASHES.map((d) => head + before + d));
    from = found.index + found[0].length;
  }
  return all.map((head) => head + text.slice(from));
}

function bytesOf(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf8') return new TextEncoder().encode(text);
  const mark = encoding === 'utf16' ? [0xff, 0xfe] : [];
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const pairs = units.flatMap((u) => (encoding === 'utf16be' ? [u >> 8, u & 0xff] : [u & 0xff, u >> 8]));
  return Uint8Array.from([...mark, ...pairs]);
}

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));

/**
 * With `anywhere`, what stays the same of the encoded text wherever it begins in a longer one: the characters that hold bits
 * of what is before or behind it are cut off.
 */
function inBase64(bytes: Uint8Array, anywhere: boolean): readonly Glob[] {
  if (!anywhere) return [[{ text: base64(bytes) }]];
  const begin = [0, 2, 3];
  const cut = [0, 3, 2];
  return [0, 1, 2].map((shift) => {
    const whole = base64(Uint8Array.from([...Array.from({ length: shift }, () => 0x20), ...bytes]));
    return [{ text: whole.slice(begin[shift], whole.length - cut[(bytes.length + shift) % 3]!) }];
  });
}

/** UTF-16 inside a text: a NUL beside each character, as programs show such bytes. */
function asText(glob: Glob, encoding: Encoding, path: Path): Glob {
  const wide = glob.map((part): GlobPart => {
    if (!('text' in part)) return part;
    if (/[^\0-\x7f]/.test(part.text))
      throw new Fault(path, `\`${encoding}\` of this text is no text`, 'put base64 or base64offset behind it');
    return { text: part.text.replaceAll(/[^]/g, (c) => (encoding === 'utf16be' ? `\0${c}` : `${c}\0`)) };
  });
  return encoding === 'utf16' ? [{ text: '\ufeff' }, ...wide] : wide;
}
