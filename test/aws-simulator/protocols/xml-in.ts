import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ApiError } from '../api-error.ts';

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, processEntities: false });

const malformed = (): ApiError =>
  new ApiError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

/** The children of a body's root element, which must have that name. Throws S3's MalformedXML. */
export function xmlFields(body: string, root: string): Record<string, unknown> {
  if (body.includes('<!DOCTYPE') || XMLValidator.validate(body) !== true) throw malformed();
  const tree = parser.parse(body) as Record<string, unknown>;
  if (!Object.hasOwn(tree, root)) throw malformed();
  const inner = tree[root];
  if (inner === '') return {};
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) throw malformed();
  return inner as Record<string, unknown>;
}
