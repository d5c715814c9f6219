import type { ApiError } from '../api-error.ts';
import type { Handler } from '../call.ts';
import type { Params } from '../params.ts';
import type { SignedRequest } from '../sigv4.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** In place of `body`, as they are. */
  readonly bytes?: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * How one service speaks: which operation a request asks for, its parameters by the names that the SDK gives them, and how a
 * result and a refusal go over the wire. Operations know nothing of it.
 */
export interface Protocol {
  /** As far as the request says; anybody's text where nothing routes by it. Empty: none. */
  readonly operationOf: (request: SignedRequest) => string;
  /** Throws the service's own error for what cannot be read. */
  readonly paramsOf: (request: SignedRequest, operation: string) => Params;
  readonly unknownOperation: (request: SignedRequest, operation: string) => ApiError;
  readonly answer: (operation: string, result: ReturnType<Handler>, requestId: string) => Answer;
  readonly refusal: (error: ApiError, requestId: string, request?: SignedRequest) => Answer;
}

/** What is written into the log of an operation's name, which can be anything. */
export const OPERATION_MOST_CHARS = 100;
