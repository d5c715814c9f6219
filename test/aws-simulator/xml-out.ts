/** What an operation answers: names as they go over the wire, arrays as lists, `undefined` left out. */
export type Out = string | number | boolean | undefined | readonly Out[] | { readonly [name: string]: Out };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
};
const escape = (s: string): string => s.replaceAll(/[&<>"\r\n]/g, (c) => ESCAPES[c]!);

/** One element. `member` is the name of a list's members: `member` for query, `item` for ec2. */
export function element(name: string, value: Out, member: string, attributes = ''): string {
  if (value === undefined) return '';
  const open = `<${name}${attributes}`;
  if (Array.isArray(value)) {
    const items = value as readonly Out[];
    return items.length === 0
      ? `${open}/>`
      : `${open}>${items.map((v) => element(member, v, member)).join('')}</${name}>`;
  }
  if (typeof value === 'object') {
    const inner = Object.entries(value)
      .map(([k, v]) => element(k, v, member))
      .join('');
    return inner === '' ? `${open}/>` : `${open}>${inner}</${name}>`;
  }
  return `${open}>${escape(String(value))}</${name}>`;
}

export const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
/** EC2 writes milliseconds. */
export const isoMs = (ms: number): string => new Date(ms).toISOString();
