import type { Handlers } from '../call.ts';
import type { Route } from '../protocols/routes.ts';

export const LAMBDA_ROUTES: readonly Route[] = [];
export const lambda: Handlers = {};
