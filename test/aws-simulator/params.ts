import { ApiError } from './api-error.ts';

/** Form fields of one request at most; AWS's own limits lie far below. */
const FIELDS_MOST = 5_000;

/** Whose words are used where a parameter is missing or is not of its type. */
export type Spelling = 'query' | 'ec2' | 'wafv2' | 'cloudtrail' | 'lambda' | 's3';

const INVALID: Readonly<Record<Spelling, { readonly missing: string; readonly bad: string }>> = {
  query: { missing: 'ValidationError', bad: 'ValidationError' },
  ec2: { missing: 'MissingParameter', bad: 'ValidationError' },
  wafv2: { missing: 'ValidationException', bad: 'ValidationException' },
  cloudtrail: { missing: 'ValidationException', bad: 'ValidationException' },
  lambda: { missing: 'ValidationException', bad: 'InvalidParameterValueException' },
  s3: { missing: 'InvalidRequest', bad: 'InvalidArgument' },
};

/**
 * The parameters of one call, read by the rules of its protocol: lists are `Name.member.N` (query) or `Name.N` (ec2),
 * structures `Name.Member`. Those of the other protocols are brought into the first form.
 */
export class Params {
  readonly #fields: ReadonlyMap<string, string>;
  readonly #listed: string;
  readonly #spelling: Spelling;

  constructor(spelling: Spelling, fields: ReadonlyMap<string, string>) {
    this.#fields = fields;
    this.#listed = spelling === 'ec2' ? '.' : '.member.';
    this.#spelling = spelling;
  }

  /** A list that is empty is there, and has no members; null is nothing. */
  static ofJson(value: Readonly<Record<string, unknown>>, spelling: Spelling): Params {
    const fields = new Map<string, string>();
    const walk = (name: string, v: unknown): void => {
      if (v === null || v === undefined) return;
      if (Array.isArray(v)) {
        fields.set(name, '');
        v.forEach((item, i) => walk(`${name}.member.${i + 1}`, item));
      } else if (typeof v === 'object') {
        fields.set(name, '');
        for (const [k, inner] of Object.entries(v)) walk(`${name}.${k}`, inner);
      } else if (typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean') fields.set(name, String(v));
    };
    for (const [k, v] of Object.entries(value)) walk(k, v);
    return new Params(spelling, fields);
  }

  /** With these put in place of those of the same name. */
  with(more: Readonly<Record<string, string>>): Params {
    return new Params(this.#spelling, new Map([...this.#fields, ...Object.entries(more)]));
  }

  text(name: string): string | undefined {
    return this.#fields.get(name);
  }

  need(name: string): string {
    const value = this.#fields.get(name);
    if (value === undefined || value === '')
      throw new ApiError(INVALID[this.#spelling].missing, `The request must contain the parameter ${name}`);
    return value;
  }

  whole(name: string): number | undefined {
    const value = this.#fields.get(name);
    if (value === undefined) return undefined;
    if (!/^-?[0-9]{1,9}$/.test(value))
      throw new ApiError(INVALID[this.#spelling].bad, `Invalid integer ${name}: ${value}`);
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.#fields.get(name);
    return value === undefined ? undefined : value === 'true';
  }

  list(name: string): string[] {
    return this.#members(name).flatMap((n) => this.#fields.get(n) ?? []);
  }

  structs(name: string): Params[] {
    return this.#members(name).map((n) => this.struct(n));
  }

  struct(name: string): Params {
    const inner = new Map<string, string>();
    for (const [k, v] of this.#fields) if (k.startsWith(`${name}.`)) inner.set(k.slice(name.length + 1), v);
    return new Params(this.#spelling, inner);
  }

  has(name: string): boolean {
    for (const k of this.#fields.keys()) if (k === name || k.startsWith(`${name}.`)) return true;
    return false;
  }

  names(): string[] {
    return [...this.#fields.keys()];
  }

  /** Prefixes of the members there are, by number. */
  #members(name: string): string[] {
    const prefix = `${name}${this.#listed}`;
    const numbers = new Set<number>();
    for (const k of this.#fields.keys()) {
      if (!k.startsWith(prefix)) continue;
      const number = /^[0-9]{1,5}/.exec(k.slice(prefix.length))?.[0];
      if (number !== undefined) numbers.add(Number(number));
    }
    return [...numbers].toSorted((a, b) => a - b).map((n) => `${prefix}${n}`);
  }
}

/** Form fields of a body; the last of a name counts. */
export function parseForm(body: string): Map<string, string> {
  const fields = new Map(new URLSearchParams(body));
  if (fields.size > FIELDS_MOST) throw new ApiError('ValidationError', 'Too many parameters');
  return fields;
}
