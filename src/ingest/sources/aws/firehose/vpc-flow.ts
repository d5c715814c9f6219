/** Fields of a VPC Flow Logs record of version 2, in its order (Amazon VPC guide, "Flow log records"). */
const FIELDS = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
] as const;

/** A line as named fields; `empty` for an interval without traffic or data; undefined if it is no version 2 record. */
export function readVpcFlow(line: string): Record<string, string> | 'empty' | undefined {
  const parts = line.trim().split(' ');
  if (parts.length !== FIELDS.length || parts[0] !== '2') return undefined;
  if (parts[13] === 'NODATA' || parts[13] === 'SKIPDATA') return 'empty';
  return Object.fromEntries(FIELDS.map((name, i) => [name, parts[i]!]));
}
