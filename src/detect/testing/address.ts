/** The bits of an address as a text of 0 and 1; undefined if it is none. */
function bits(address: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) {
    const bytes = address.split('.');
    if (bytes.some((b) => Number(b) > 255 || (b.length > 1 && b.startsWith('0')))) return undefined;
    return bytes.map((b) => Number(b).toString(2).padStart(8, '0')).join('');
  }
  if (!/^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(address)) return undefined;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...right];
  if (groups.length !== 8 || groups.some((g) => g === '' || g.length > 4)) return undefined;
  return groups.map((g) => Number.parseInt(g, 16).toString(2).padStart(16, '0')).join('');
}

/** Whether the text is an address inside the network `a.b.c.d/n`. */
export function inside(text: string, network: string): boolean {
  const [base = '', length] = network.split('/');
  const all = bits(base);
  const own = bits(text);
  if (all === undefined || own?.length !== all.length) return false;
  const n = length === undefined ? all.length : Number(length);
  return own.slice(0, n) === all.slice(0, n);
}
