/** One value at a field. Its lower-cased text is made once, however many tests ask for it. */
export class Leaf {
  value: unknown;
  private folded: string | null | undefined;

  constructor(value: unknown) {
    this.value = value;
    this.folded = undefined;
  }

  set(value: unknown): void {
    this.value = value;
    this.folded = undefined;
  }

  /** The text as compared, null for what has none (objects, null). */
  lower(): string | null {
    if (this.folded === undefined) this.folded = textOf(this.value)?.toLowerCase() ?? null;
    return this.folded;
  }
}

export type LeafTest = (leaf: Leaf) => boolean;

/** The text form of a value as Sigma compares it; undefined for objects and null. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
