/** A CEF event: https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors/cef-implementation-standard */
export interface Cef {
  readonly version: string;
  readonly vendor: string;
  readonly product: string;
  readonly productVersion: string;
  readonly signature: string;
  readonly name: string;
  /** 0 to 10, or `Unknown`, `Low`, `Medium`, `High`, `Very-High` */
  readonly severity: string;
  readonly extension: Readonly<Record<string, string>>;
}

const HEADER_FIELDS = 7;
/** Extension keys that are read; the dictionary has about 150. */
const KEYS_MAX = 250;
const KEY_MAX = 128;

/** Fields parted by pipes; `\|` and `\\` are escaped in them. Where the last begins is `end`; undefined if there are fewer. */
function headerOf(text: string): { readonly fields: readonly string[]; readonly end: number } | undefined {
  const fields: string[] = [];
  let field = '';
  let from = 'CEF:'.length;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    const next = text[i + 1];
    if (c === '\\' && (next === '|' || next === '\\')) {
      field += text.slice(from, i) + next;
      from = i + 2;
      i++;
    } else if (c === '|') {
      fields.push((field + text.slice(from, i)).trim());
      field = '';
      from = i + 1;
      if (fields.length === HEADER_FIELDS) return { fields, end: from };
    }
  }
  // Some devices leave out the last pipe where there is no extension.
  if (fields.length !== HEADER_FIELDS - 1) return undefined;
  return { fields: [...fields, (field + text.slice(from)).trim()], end: text.length };
}

const isKeyCharacter = (c: number): boolean =>
  (c >= 48 && c <= 57) ||
  (c >= 65 && c <= 90) ||
  (c >= 97 && c <= 122) ||
  c === 95 ||
  c === 46 ||
  c === 45 ||
  c === 91 ||
  c === 93;

/** Value text without its escapes: `\=`, `\\`, `\n`, `\r`, and `\|`, which devices escape here though they need not. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  let out = '';
  let from = 0;
  for (let i = text.indexOf('\\'); i !== -1 && i + 1 < text.length; i = text.indexOf('\\', i)) {
    const next = text[i + 1]!;
    const plain = next === 'n' ? '\n' : next === 'r' ? '\r' : '=\\|'.includes(next) ? next : undefined;
    if (plain === undefined) i++;
    else {
      out += text.slice(from, i) + plain;
      i += 2;
      from = i;
    }
  }
  return out + text.slice(from);
}

/**
 * `key=value key=value`: values may hold spaces, so one ends before the space that comes before the next key. An equals sign that is
 * not escaped and follows no key is part of its value. One pass.
 */
function extensionOf(text: string): Record<string, string> {
  const found: [string, string][] = [];
  let key: string | undefined;
  let valueFrom = 0;
  let wordFrom = 0;
  let wordIsKey = true;
  for (let i = 0; i < text.length && found.length < KEYS_MAX; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) {
      i++;
      wordIsKey = false;
    } else if (c === 32 || c === 9) {
      wordFrom = i + 1;
      wordIsKey = true;
    } else if (c !== 61) wordIsKey &&= isKeyCharacter(c);
    else {
      // No key within the first word of a value: `a=b=c` is the value `b=c`.
      if (wordIsKey && wordFrom < i && i - wordFrom <= KEY_MAX && (key === undefined || wordFrom > valueFrom)) {
        if (key !== undefined) found.push([key, unescape(text.slice(valueFrom, wordFrom).trim())]);
        key = text.slice(wordFrom, i);
        valueFrom = i + 1;
      }
      wordIsKey = false;
    }
  }
  if (key !== undefined && found.length < KEYS_MAX) found.push([key, unescape(text.slice(valueFrom).trim())]);
  return Object.fromEntries(found);
}

/** A message that begins with `CEF:`, or undefined if its header is not whole. */
export function readCef(message: string): Cef | undefined {
  const header = headerOf(message);
  if (!header) return undefined;
  const [version = '', vendor = '', product = '', productVersion = '', signature = '', name = '', severity = ''] =
    header.fields;
  const extension = extensionOf(message.slice(header.end));
  return { version, vendor, product, productVersion, signature, name, severity, extension };
}
