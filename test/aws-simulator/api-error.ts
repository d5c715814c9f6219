/** An answer that AWS gives instead of a result. Thrown inside an operation, so that its transaction is undone. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  /** Members of the error besides code and message */
  readonly more: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, more: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.more = more;
  }
}

export const noSuchEntity = (what: string, name: string): ApiError =>
  new ApiError('NoSuchEntity', `The ${what} with name ${name} cannot be found.`, 404);
