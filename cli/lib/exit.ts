/** What the command's exit code says. */
export const EXIT = {
  ok: 0,
  /** It was understood and did not succeed: refused, not found, a bundle that does not verify. */
  failed: 1,
  /** The command line or an input file cannot be read. */
  usage: 2,
  /** Vedette does not answer. */
  unreachable: 3,
} as const;

/** An expected failure of the command line: printed without a stack, with its exit code. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
