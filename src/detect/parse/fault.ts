/** Where in the YAML document: keys and list indices from the root. */
export type Path = readonly (string | number)[];

/** Thrown inside the parser alone, which turns it into a `RuleError` with its line and column. */
export class Fault extends Error {
  readonly path: Path;
  readonly hint: string | undefined;
  constructor(path: Path, message: string, hint?: string) {
    super(message);
    this.path = path;
    this.hint = hint;
  }
}

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Untrusted text inside a message: short, quoted, without control characters. */
export const quote = (text: string): string => JSON.stringify(text.slice(0, 60));

/** What the parser is told besides the files, and where it says what is odd without being wrong. */
export interface Context {
  /** The values of `%name%` under `expand`, each a Sigma pattern */
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
  warn(path: Path, message: string, hint?: string): void;
  /** Counts what a text unfolds to: values, fields, searches of conditions. Throws `Fault` once that is too much. */
  spend(path: Path, parts: number): void;
}
