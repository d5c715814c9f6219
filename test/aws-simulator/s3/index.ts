import type { Handlers } from '../call.ts';
import type { XmlRoute } from '../protocols/rest-xml.ts';

export const S3_ROUTES: readonly XmlRoute[] = [];
export const s3: Handlers = {};
