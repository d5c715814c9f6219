/** Variants of a record as a broken or hostile sender might send it: one value left out, or of another kind. */
type Path = readonly (string | number)[];

/** Values of every kind, and such as look right and are not: an address out of range, a time of no epoch, a number as text. */
export const STRANGERS: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  'x',
  '999.999.999.999',
  ':::',
  '99',
  -1,
  0.5,
  99,
  70_000,
  2 ** 60,
  [],
  ['x'],
  [{}],
  [null],
  {},
  { name: '' },
  { x: 'y' },
];

/** Paths to every value within a value, the shortest first; lists are followed by their first two elements. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? value.slice(0, 2).map((v, i) => [i, v])
    : Object.entries(value);
  const below = inner.flatMap(([name, v]) => pathsOf(v, [...path, name]));
  return path.length === 0 ? below : [path, ...below];
}

/** A copy with another value at a path; left out if none is given. */
export function changed(record: unknown, path: Path, ...given: readonly unknown[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return given[0];
  if (Array.isArray(record)) {
    const inner = record.map((v, i) => (i === name && rest.length > 0 ? changed(v, rest, ...given) : (v as unknown)));
    if (rest.length > 0) return inner;
    return given.length === 0 ? inner.toSpliced(Number(name), 1) : inner.with(Number(name), given[0]);
  }
  const fields = record as Record<string, unknown>;
  if (rest.length > 0) return { ...fields, [name]: changed(fields[String(name)], rest, ...given) };
  const { [String(name)]: _left, ...others } = fields;
  return given.length === 0 ? others : { ...fields, [name]: given[0] };
}
