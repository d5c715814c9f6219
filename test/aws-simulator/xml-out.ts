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

/** Writes elements of one protocol: `member` is what a list's members are called, `member` for query and `item` for ec2. */
export const elements = (member: 'member' | 'item') => {
  const write = (name: string, value: Out, attributes = ''): string => {
    if (value === undefined) return '';
    const inner = content(value);
    return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
  };
  const content = (value: Exclude<Out, undefined>): string => {
    if (Array.isArray(value)) return (value as readonly Out[]).map((v) => write(member, v)).join('');
    if (typeof value !== 'object') return escape(String(value));
    return Object.entries(value)
      .map(([k, v]) => write(k, v))
      .join('');
  };
  return write;
};

/** S3's way: a list is its element again and again, with nothing around it. */
export function flatElements(name: string, value: Out, attributes = ''): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return (value as readonly Out[]).map((v) => flatElements(name, v)).join('');
  const inner =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([k, v]) => flatElements(k, v))
          .join('')
      : escape(String(value));
  return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
}

export const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
/** EC2 writes milliseconds. */
export const isoMs = (ms: number): string => new Date(ms).toISOString();
