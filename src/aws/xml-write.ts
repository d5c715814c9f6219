import type { Json, JsonObject } from '../kit/canonical.ts';
import { scalarText } from './conform.ts';
import { memberName, requestName, shapeOf, type Shape } from './shape.ts';

/** S3's own; bodies without it are malformed to some servers. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Markup, and line ends, which a parser would change if they stood there plainly. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#x0D;',
  '\n': '&#x0A;',
};
const escape = (s: string): string => s.replaceAll(/[&<>"'\r\n]/g, (c) => ESCAPES[c]!);

/** A conforming parameter as a whole XML document with a root element of that name. Pure. */
export const xmlDocument = (root: string, shape: Shape, value: Json): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${element(root, shape, value, ` xmlns="${NAMESPACE}"`)}`;

function element(name: string, shape: Shape, value: Json, attributes = ''): string {
  return `<${name}${attributes}>${content(shape, value)}</${name}>`;
}

function content(shape: Shape, value: Json): string {
  if (shape.kind === 'struct')
    return Object.entries(shape.fields)
      .flatMap(([name, field]) => {
        const member = (value as JsonObject)[name];
        return member === undefined ? [] : [element(requestName('rest-xml', name, field), shapeOf(field), member)];
      })
      .join('');
  if (shape.kind === 'list')
    return (value as Json[]).map((item) => element(memberName('rest-xml', shape), shape.of, item)).join('');
  return escape(scalarText(value));
}
