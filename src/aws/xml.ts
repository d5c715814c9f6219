import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Json, JsonObject } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { answerName, memberName, shapeOf, type Fields, type Protocol, type Shape } from './shape.ts';

/** Element content: text, an element with children, or several of one name. */
export type Node = string | { readonly [name: string]: Node | readonly Node[] };

/** No AWS answer nests deeper; what does is no AWS answer. */
const DEPTH_MOST = 40;

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Entities are decoded here, one pass over the five that XML has and the numeric ones: none can be declared.
  processEntities: false,
  maxNestedTags: DEPTH_MOST,
});

/**
 * The root element of a whole XML document. Anything less (cut off, not XML, with a document type) is an error: what AWS said
 * is then not known.
 */
export function parseXml(text: string): Result<{ name: string; root: Node }, string> {
  if (text.includes('<!DOCTYPE')) return err('a document type is not accepted');
  const valid = XMLValidator.validate(text);
  if (valid !== true) return err(`not a whole XML document: ${valid.err.code} in line ${valid.err.line}`);
  try {
    const tree = parser.parse(text) as { [name: string]: Node };
    const roots = Object.entries(tree).filter(([name]) => !name.startsWith('?') && name !== '#text');
    const [name, root] = roots[0] ?? [];
    if (roots.length !== 1 || name === undefined || root === undefined || Array.isArray(root))
      return err('not one root element');
    return ok({ name, root });
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : 'the XML parser failed');
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const LAST_CODE_POINT = 0x10ffff;

const decode = (text: string): string =>
  text.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));/g, (all, name, dec, hex) => {
    if (typeof name === 'string') return ENTITIES[name]!;
    const code = typeof dec === 'string' ? Number.parseInt(dec, 10) : Number.parseInt(String(hex), 16);
    return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : all;
  });

export const child = (node: Node | undefined, name: string): Node | undefined => {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, name)) return undefined;
  const found = node[name] as Node | readonly Node[];
  return Array.isArray(found) ? (found[0] as Node | undefined) : (found as Node);
};

export const textOf = (node: Node | undefined): string | undefined =>
  typeof node === 'string' ? decode(node) : undefined;

/**
 * An element as an SDK-shaped object. Lists are always arrays, empty where the element is missing; other members are left out
 * where they are missing or not of their kind.
 */
export function readStruct(protocol: Protocol, fields: Fields, node: Node | undefined): JsonObject {
  const out: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = read(protocol, shapeOf(field), child(node, answerName(protocol, name, field)));
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function read(protocol: Protocol, shape: Shape, node: Node | undefined): Json | undefined {
  if (shape.kind === 'list')
    return members(memberName(protocol, shape), node).flatMap((item) => read(protocol, shape.of, item) ?? []);
  if (shape.kind === 'struct') return node === undefined ? undefined : readStruct(protocol, shape.fields, node);
  const text = textOf(node);
  // `TRUE` in S3's own examples: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html
  if (shape.kind === 'boolean') return booleanOf(text);
  if (shape.kind !== 'number' || text === undefined) return text;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

export function booleanOf(text: string | null | undefined): boolean | undefined {
  const word = text?.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

function members(name: string, node: Node | undefined): readonly Node[] {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, name)) return [];
  const found = node[name] as Node | readonly Node[];
  return Array.isArray(found) ? (found as readonly Node[]) : [found as Node];
}
