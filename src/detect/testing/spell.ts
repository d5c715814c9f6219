/** One character of a pattern, or a wildcard. */
export type Token =
  | { readonly text: string; readonly wild?: undefined }
  | { readonly wild: '*' | '?'; readonly text?: undefined };
export type Placeholders = Readonly<Record<string, readonly string[]>>;

const DASHES = ['-', '/', '–', '—', '―'];

/** Every pattern that a value may stand for under its modifiers, each as tokens. */
export function spell(
  value: string,
  modifiers: readonly string[],
  placeholders: Placeholders,
): readonly (readonly Token[])[] {
  let patterns = (modifiers.includes('expand') ? expand(value, placeholders) : [value]).map(tokens);
  const encoded = modifiers.some((m) => m.startsWith('base64'));
  if (encoded) patterns = patterns.map((p) => p.map((t) => ({ text: t.text ?? t.wild })));
  let encoding = 'utf8';
  for (const m of modifiers) {
    if (m === 'windash') patterns = patterns.flatMap((p) => dash(p, 0));
    else if (['wide', 'utf16', 'utf16le', 'utf16be'].includes(m)) encoding = m;
    else if (m === 'base64') patterns = patterns.map((p) => tokens64(bytes(p, encoding).toString('base64')));
    else if (m === 'base64offset') {
      const read = encoding;
      patterns = patterns.flatMap((p) => [0, 1, 2].map((shift) => tokens64(stable(bytes(p, read), shift))));
    }
  }
  return encoded || encoding === 'utf8' ? patterns : patterns.map((p) => widen(p, encoding));
}

function tokens(value: string): readonly Token[] {
  const out: Token[] = [];
  for (let i = 0; i < value.length; i++) {
    const c = value.charAt(i);
    if (c === '\\' && ['\\', '*', '?'].includes(value.charAt(i + 1))) out.push({ text: value.charAt(++i) });
    else if (c === '*' || c === '?') out.push({ wild: c });
    else out.push({ text: c });
  }
  return out;
}

function expand(value: string, placeholders: Placeholders): string[] {
  const at = /(?<!\\)%(\w+)%/.exec(value);
  if (at === null) return [value.replaceAll('\\%', '%')];
  const rest = expand(value.slice(at.index + at[0].length), placeholders);
  const before = value.slice(0, at.index).replaceAll('\\%', '%');
  return (placeholders[at[1]!] ?? []).flatMap((p) => rest.map((r) => before + p + r));
}

/** Each dash that begins an option may be any of the five. */
function dash(pattern: readonly Token[], from: number): (readonly Token[])[] {
  const isWord = (t: Token | undefined): boolean => t?.text !== undefined && /[A-Za-z0-9_]/.test(t.text);
  for (let i = from; i < pattern.length; i++) {
    const is = pattern[i]!.text;
    if (is === undefined || !DASHES.includes(is) || isWord(pattern[i - 1]) || !isWord(pattern[i + 1])) continue;
    return DASHES.flatMap((d) => dash(pattern.with(i, { text: d }), i + 1));
  }
  return [pattern];
}

function bytes(pattern: readonly Token[], encoding: string): Buffer {
  const text = pattern.map((t) => t.text).join('');
  const little = Buffer.from(text, 'utf16le');
  if (encoding === 'utf8') return Buffer.from(text, 'utf8');
  if (encoding === 'utf16be') return Buffer.from(little).swap16();
  return encoding === 'utf16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little;
}

/** What of the encoded text is the same whatever stands before (of a length with this rest) and behind. */
function stable(data: Buffer, shift: number): string {
  const around = (fill: number): string => {
    const before = Buffer.alloc(shift, fill);
    const behind = Buffer.alloc((6 - ((shift + data.length) % 3)) % 3, fill);
    return Buffer.concat([before, data, behind]).toString('base64');
  };
  const [zeros, ones] = [around(0x00), around(0xff)];
  return zeros
    .split('')
    .filter((c, i) => c === ones.charAt(i))
    .join('');
}

const tokens64 = (text: string): readonly Token[] => text.split('').map((c) => ({ text: c }));

function widen(pattern: readonly Token[], encoding: string): readonly Token[] {
  const nul: Token = { text: '\0' };
  const wide = pattern.flatMap((t): Token[] => {
    if (t.text === undefined) return [t];
    return encoding === 'utf16be' ? [nul, t] : [t, nul];
  });
  return encoding === 'utf16' ? [{ text: '\ufeff' }, ...wide] : wide;
}
