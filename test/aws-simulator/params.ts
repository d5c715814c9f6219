import { ApiError } from './api-error.ts';

/** Form fields of one request at most; AWS's own limits lie far below. */
const FIELDS_MOST = 5_000;

/**
 * The parameters of one call, read by the rules of its protocol: lists are `Name.member.N` (query) or `Name.N` (ec2),
 * structures `Name.Member`.
 */
export class Params {
  readonly #fields: ReadonlyMap<string, string>;
  readonly #listed: string;
  readonly #missing: string;

  constructor(protocol: 'query' | 'ec2', fields: ReadonlyMap<string, string>) {
    this.#fields = fields;
    this.#listed = protocol === 'query' ? '.member.' : '.';
    this.#missing = protocol === 'query' ? 'ValidationError' : 'MissingParameter';
  }

  text(name: string): string | undefined {
    return this.#fields.get(name);
  }

  need(name: string): string {
    const value = this.#fields.get(name);
    if (value === undefined || value === '')
      throw new ApiError(this.#missing, `The request must contain the parameter ${name}`);
    return value;
  }

  whole(name: string): number | undefined {
    const value = this.#fields.get(name);
    if (value === undefined) return undefined;
    if (!/^-?[0-9]{1,9}$/.test(value)) throw new ApiError('ValidationError', `Invalid integer ${name}: ${value}`);
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
    return new Params(this.#listed === '.' ? 'ec2' : 'query', inner);
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
