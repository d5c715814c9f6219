/** Arrays within more arrays than this on the way to a field hold nothing that a rule can mean. */
export const MAX_ARRAYS = 32;
/** A name of more segments names no field: each way to join them into keys is prepared, which grows with their square. */
export const MAX_SEGMENTS = 64;

/** Calls `visit` with each value at the path until one call returns true; returns whether one did. */
export type Walk = (record: unknown, visit: (value: unknown) => boolean) => boolean;

/**
 * Compiles a dotted field name. At each object the longest remaining key that is there wins (so a literal `a.b` key goes
 * before `b` inside `a`); arrays stand for each of their elements. Only own properties count.
 */
export function compilePath(path: string): Walk {
  const segments = path.split('.');
  if (segments.length > MAX_SEGMENTS) return () => false;
  // keys[i] = the spellings of a key from segment i on, longest first, with the segment that follows each
  const keys = segments.map((_, i) =>
    Array.from({ length: segments.length - i }, (__, n) => {
      const next = segments.length - n;
      return { key: segments.slice(i, next).join('.'), next };
    }),
  );
  const walk = (value: unknown, from: number, depth: number, visit: (value: unknown) => boolean): boolean => {
    if (depth > MAX_ARRAYS) return false;
    if (Array.isArray(value)) return value.some((element) => walk(element, from, depth + 1, visit));
    if (from === segments.length) return visit(value);
    if (typeof value !== 'object' || value === null) return false;
    for (const { key, next } of keys[from]!) {
      if (Object.hasOwn(value, key)) return walk((value as Record<string, unknown>)[key], next, depth, visit);
    }
    return false;
  };
  return (record, visit) => walk(record, 0, 0, visit);
}

/** Calls `visit` with every text, number and boolean in the record until one call returns true. Deep records do not overflow. */
export const everyValue: Walk = (record, visit) => {
  const open: unknown[] = [record];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) open.push(inner);
    else if (visit(value)) return true;
  }
  return false;
};

/** As `everyValue`, with each value's dotted name; elements of an array share its name. */
export function everyPlace(record: unknown, visit: (value: unknown, name: string) => boolean): void {
  const open: [unknown, string][] = [[record, '']];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const [value, name] = top;
    if (typeof value !== 'object' || value === null) {
      if (visit(value, name)) return;
    } else if (Array.isArray(value)) for (const inner of value) open.push([inner, name]);
    else for (const [key, inner] of Object.entries(value)) open.push([inner, name === '' ? key : `${name}.${key}`]);
  }
}
